// A server of sample data for looking at the pages without the real one. Not shipped, and not a definition of anything.
import { createHash, randomUUID } from "node:crypto";
import { createServer } from "node:http";

const port = Number(process.env.PORT ?? 8099);
const ago = (minutes) => new Date(Date.now() - minutes * 60_000).toISOString();
const id = (n) => `00000000-0000-7000-8000-${String(n).padStart(12, "0")}`;

let organisation = {
  id: id(1),
  name: "Les Communs",
  domain: "localhost",
  accent: process.env.ACCENT ?? "#7a4b2a",
  logo_url: null,
  locale: "fr",
  time_zone: "Europe/Paris",
  tools: ["files"],
  needs_setup: process.env.SETUP === "1",
};
let me = {
  id: id(10),
  handle: "camille",
  name: "Camille Le Goff",
  email: "camille@lescommuns.example",
  photo_url: null,
  language: process.env.LANGUAGE_ ?? null,
  theme: process.env.THEME ?? "system",
  time_zone: null,
  role: "owner",
  groups: [
    { id: id(20), name: "Bureau" },
    { id: id(21), name: "Jardin" },
  ],
  etag: "1",
};
let signedIn = process.env.SIGNED_OUT !== "1";
const people = ["Inès Moreau", "Tom Bertrand", "Awa Diallo"].map((name, n) => ({
  id: id(11 + n),
  handle: name.split(" ")[0].toLowerCase(),
  name,
  photo_url: null,
}));
const drives = [
  {
    id: id(30),
    kind: "personal",
    name: "camille",
    root_id: id(40),
    group_id: null,
    quota_bytes: 20e9,
    used_bytes: 7.43e9,
    role: "manager",
    version: 4,
  },
  {
    id: id(31),
    kind: "group",
    name: "Bureau",
    root_id: id(41),
    group_id: id(20),
    quota_bytes: 50e9,
    used_bytes: 47.2e9,
    role: "editor",
    version: 9,
  },
  {
    id: id(32),
    kind: "group",
    name: "Jardin",
    root_id: id(42),
    group_id: id(21),
    quota_bytes: null,
    used_bytes: 1.2e9,
    role: "manager",
    version: 2,
  },
];
const files = [
  ["Budget 2027.ods", "application/vnd.oasis.opendocument.spreadsheet", 31, 12, 0, ["Comptes"]],
  [
    "Compte rendu du conseil de novembre.odt",
    "application/vnd.oasis.opendocument.text",
    31,
    95,
    1,
    ["Conseils", "2026"],
  ],
  ["Plan du jardin.pdf", "application/pdf", 32, 60 * 5, 2, []],
  ["Affiche fête des récoltes.png", "image/png", 32, 60 * 27, 0, ["Fêtes"]],
  ["Notes de réunion.md", "text/markdown", 30, 33, null, ["Notes"]],
  [
    "Convention type avec la commune.odt",
    "application/vnd.oasis.opendocument.text",
    31,
    60 * 26,
    null,
    ["Conventions"],
  ],
  ["Photos chantier.zip", "application/zip", 30, 60 * 24 * 9, null, []],
  [
    "Présentation assemblée générale.odp",
    "application/vnd.oasis.opendocument.presentation",
    31,
    60 * 24 * 300,
    null,
    ["AG", "2026"],
  ],
];
const recent =
  process.env.EMPTY === "1"
    ? []
    : files.map(([name, media_type, drive, minutes, by, folders], n) => {
        const at = drives.find((d) => d.id === id(drive));
        const author = by === null ? me : people[by];
        return {
          id: id(100 + n),
          drive_id: at.id,
          parent_id: folders.length ? id(200 + n) : at.root_id,
          kind: "file",
          name,
          size: 123456 * (n + 1),
          media_type,
          modified_at: ago(minutes),
          modified_by: { id: author.id, name: author.name },
          created_at: ago(minutes + 100),
          etag: `e${n}`,
          fileid: n,
          has_preview: false,
          role: "editor",
          path: [
            { id: at.root_id, name: at.name },
            ...folders.map((f, i) => ({ id: id(200 + n * 10 + i), name: f })),
            { id: id(100 + n), name },
          ],
        };
      });
let sessions = [
  {
    id: id(50),
    device: "Firefox, Linux",
    address: "192.168.1.20",
    created_at: ago(6000),
    last_seen_at: ago(0),
    current: true,
  },
  {
    id: id(51),
    device: "Safari, iPhone",
    address: "90.12.44.7",
    created_at: ago(9000),
    last_seen_at: ago(200),
    current: false,
  },
  {
    id: id(52),
    device: "Chrome, Windows",
    address: "2a01:cb19:8d2:9a00::12",
    created_at: ago(90000),
    last_seen_at: ago(60 * 24 * 12),
    current: false,
  },
];
let passwords = [
  {
    id: id(60),
    label: "Ordinateur du bureau",
    created_at: ago(60 * 24 * 40),
    last_used_at: ago(7),
    last_address: "192.168.1.20",
  },
  { id: id(61), label: "Téléphone", created_at: ago(60 * 24 * 3), last_used_at: null, last_address: null },
];
const audit = [
  "session.created",
  "app-password.created",
  "profile.changed",
  "session.refused",
  "password.changed",
  "session.ended",
].map((act, n) => ({
  id: id(70 + n),
  at: ago(n * 700 + 2),
  act,
  address: "192.168.1.20",
  device: "Firefox, Linux",
  detail: act.startsWith("app") ? { label: "Téléphone" } : {},
}));
let attempts = 0;

const problem = (status, slug, extra = {}) => ({
  status,
  body: {
    type: `https://liiibre.org/problems/${slug}`,
    title: slug,
    status,
    detail: extra.detail ?? "",
    request_id: "r-1",
    ...extra,
  },
});
const page = (items) => ({ status: 200, body: { items, next: null } });

function answer(method, path, query, json) {
  const key = `${method} ${path}`;
  if (key === "GET /api/organisations/current") return { status: 200, body: organisation };
  if (key === "GET /api/organisations/setup")
    return { status: 200, body: { valid: query.get("token") === "ok" } };
  if (key === "POST /api/accounts/session") {
    attempts += 1;
    if (attempts > 4) {
      attempts = 0;
      return problem(429, "too-many-attempts", { retry_after: 75 });
    }
    if (json.password !== "jardin") return problem(401, "wrong-credentials");
    signedIn = true;
    return { status: 200, body: me };
  }
  if (!signedIn) return problem(401, "unauthenticated");
  if (
    key === "DELETE /api/accounts/session" ||
    (key === "DELETE /api/accounts/me/sessions" && !query.get("others"))
  ) {
    signedIn = false;
    return { status: 204 };
  }
  if (key === "GET /api/accounts/me") return { status: 200, body: me };
  if (key === "PATCH /api/accounts/me") {
    me = { ...me, ...json };
    return { status: 200, body: me };
  }
  if (key === "PATCH /api/organisations/current") {
    organisation = { ...organisation, ...json };
    return { status: 200, body: organisation };
  }
  if (key === "PUT /api/accounts/me/password")
    return json.current === "jardin" ? { status: 204 } : problem(401, "wrong-credentials");
  if (key === "GET /api/accounts/me/sessions") return page(sessions);
  if (key === "DELETE /api/accounts/me/sessions") {
    sessions = sessions.filter((s) => s.current);
    return { status: 204 };
  }
  if (key.startsWith("DELETE /api/accounts/me/sessions/")) {
    sessions = sessions.filter((s) => !path.endsWith(s.id));
    return { status: 204 };
  }
  if (key === "GET /api/accounts/me/app-passwords") return page(passwords);
  if (key === "POST /api/accounts/me/app-passwords") {
    const made = {
      id: randomUUID(),
      label: json.label,
      created_at: ago(0),
      last_used_at: null,
      last_address: null,
    };
    passwords = [...passwords, made];
    return { status: 201, body: { ...made, login: me.handle, password: "k3v9p-x2mhd-7tq4w-zc5rn-b8ysj" } };
  }
  if (key.startsWith("DELETE /api/accounts/me/app-passwords/")) {
    passwords = passwords.filter((p) => !path.endsWith(p.id));
    return { status: 204 };
  }
  if (key === "GET /api/accounts/me/audit") return page(audit);
  if (key === "GET /api/accounts/people")
    return page(people.filter((p) => p.name.toLowerCase().includes(query.get("query") ?? "")));
  if (key === "GET /api/files/drives") return page(drives);
  if (key === "GET /api/files/recent") return page(recent);
  return problem(404, "not-found");
}

createServer(async (request, response) => {
  const { pathname, searchParams } = new URL(request.url, "http://localhost");
  let text = "";
  for await (const chunk of request) text += chunk;
  const json = text.startsWith("{") ? JSON.parse(text) : {};
  const { status, body } = answer(request.method, pathname, searchParams, json);
  response.writeHead(status, {
    "Content-Type": status < 400 ? "application/json" : "application/problem+json",
  });
  response.end(body === undefined ? undefined : JSON.stringify(body));
})
  .on("upgrade", (request, socket) => {
    const accept = createHash("sha1")
      .update(`${request.headers["sec-websocket-key"]}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
      .digest("base64");
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
    );
    socket.on("error", () => socket.destroy());
  })
  .listen(port, "127.0.0.1", () => console.log(`http://127.0.0.1:${port}`));
