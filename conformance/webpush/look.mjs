// The person before the browser: the real front and the real service worker in Chromium. Only the push service is
// another, for the browser's own lies outside of this machine: peer.py stands in for it, and what it has opened is
// handed to the worker as the browser would.
//
//   look.mjs PEER_URL FOLDER
import { execFileSync } from "node:child_process";
import { appendFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const [, , peer, folder] = process.argv;
const { SERVER_URL: server, SIGN_IN_PASSWORD: password, LIIIBRE_CONFIG: config, SCREENSHOTS: shots } = process.env;
const here = fileURLToPath(new URL(".", import.meta.url));
const { chromium, request } = createRequire(`${here}../../e2e/package.json`)("playwright");

const counts = { passed: 0, failed: 0 };
function check(what, holds, why = "") {
  console.log(`${holds ? "ok      " : "FAILED  "}${what}`);
  if (!holds && why !== "") console.log(`        ${typeof why === "string" ? why : JSON.stringify(why)}`);
  counts[holds ? "passed" : "failed"] += 1;
}
const same = (what, wanted, got) => check(what, wanted === got, `expected ${wanted}, got ${got}`);
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Asks until there is an answer; ends everything when there is none. */
async function until(what, ask, seconds = 30) {
  const end = Date.now() + seconds * 1000;
  while (Date.now() < end) {
    const found = await ask();
    if (found) return found;
    await sleep(100);
  }
  throw new Error(`it did not happen in time: ${what}`);
}

const serverDoes = (what) => execFileSync(`${here}../server`, [what], { stdio: "inherit" });
const ask = async (path) => await (await fetch(`${peer}${path}`)).json();
const tell = (path, body) => fetch(`${peer}${path}`, { method: "POST", body: JSON.stringify(body ?? null) });
/** What the push service got for a browser. */
const got = (id) => ask(`/got/${id}`);
const gotMany = (id, count) => until(`push number ${count}`, async () => ((await got(id)).length >= count ? got(id) : null));

const context = await chromium.launchPersistentContext(`${folder}/profile`, {
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"],
  locale: "en-GB",
  viewport: { width: 1280, height: 900 },
});
await context.grantPermissions(["notifications"], { origin: server });
const camille = asker(context.request);
const robin = asker(await request.newContext());

function asker(client) {
  return (method, path, data) =>
    client.fetch(`${server}/api${path}`, { method, data, headers: { "sec-fetch-site": "same-origin" } });
}
async function signIn(who, login) {
  const answer = await who("POST", "/accounts/session", { login, password, remember: true });
  if (!answer.ok()) throw new Error(`${login} cannot sign in: ${answer.status()} ${await answer.text()}`);
}

// The part of the browser that needs its vendor.
await context.exposeFunction("newSubscription", async (key) => await (await tell("/new", { key })).json());
await context.addInitScript(() => {
  let current = null;
  const text = (bytes) =>
    btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  PushManager.prototype.subscribe = async (options) => {
    const { id, endpoint, keys } = await window.newSubscription(text(options.applicationServerKey));
    current = { endpoint, options, toJSON: () => ({ endpoint, keys }), unsubscribe: async () => ((current = null), true) };
    window.subscriptionId = id;
    return current;
  };
  PushManager.prototype.getSubscription = async () => current;
});

const devices = async () => (await (await camille("GET", "/notifications/devices")).json()).items;

/** Camille agrees on this device, anew; what the push service calls it. */
async function agree(page) {
  for (const { id } of await devices()) await camille("DELETE", `/notifications/devices/${id}`);
  await page.goto(`${server}/notifications/preferences`);
  await page.getByRole("button", { name: "Notify me on this device" }).click();
  await page.getByText("This one").first().waitFor();
  return await page.evaluate(() => window.subscriptionId);
}

const camilleId = async () => (await (await camille("GET", "/accounts/me")).json()).id;
/** Robin makes a group and takes Camille in, which she is told. */
async function happens(group, person) {
  const made = await robin("POST", "/accounts/groups", { name: group });
  if (made.status() !== 201) throw new Error(`no group: ${await made.text()}`);
  const { id } = await made.json();
  const put = await robin("PUT", `/accounts/groups/${id}/members/${person}`, {});
  if (!put.ok()) throw new Error(`not in the group: ${await put.text()}`);
  return id;
}

/** Hands over to the worker what came, as the browser does. */
async function delivering(page) {
  const session = await context.newCDPSession(page);
  let id = null;
  session.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
    id = registrations.find((one) => one.scopeURL === `${server}/` && !one.isDeleted)?.registrationId ?? id;
  });
  await session.send("ServiceWorker.enable");
  await until("the browser knows the worker", async () => id !== null);
  return (message) => {
    const data = typeof message === "string" ? message : JSON.stringify(message);
    return session.send("ServiceWorker.deliverPushMessage", { origin: server, registrationId: id, data });
  };
}
const shownBy = (page) =>
  page.evaluate(async () => {
    const found = await (await navigator.serviceWorker.getRegistration("/")).getNotifications();
    return found.map(({ title, body, tag, data, lang }) => ({ title, body, tag, data, lang }));
  });
/** The desktop shows something with this title. */
const onDesktop = (title) =>
  until(`${title} on the desktop`, async () => (await ask("/shown")).findLast((one) => one.title === title));
const click = async (title) => tell(`/click/${(await onDesktop(title)).number}`);

async function story() {
  await signIn(camille, "camille");
  await signIn(robin, "robin");
  const person = await camilleId();
  await camille("PATCH", "/accounts/me", { language: "en" });

  // Addresses that are none to push to.
  const { endpoint, keys } = await (await tell("/new", {})).json();
  const inside = ["https://10.0.0.1/x", "https://[::1]/x", "http://push.example/x", "https://169.254.169.254/latest"];
  for (const address of [endpoint, ...inside]) {
    const refused = await camille("POST", "/notifications/devices", { endpoint: address, keys });
    same(`${address.replace(/:\d+\/push.*/, "")} is refused`, 422, refused.status());
  }
  serverDoes("stop");
  appendFileSync(config, '\n[notifications]\nallow_private = ["127.0.0.1"]\n');
  serverDoes("start");
  const refused = await camille("POST", "/notifications/devices", { endpoint: inside[0], keys });
  same("what the operator allows opens nothing else", 422, refused.status());

  let page = context.pages()[0];
  page.on("pageerror", (error) => check("no error in the page", false, String(error)));
  const id = await agree(page);
  await page.getByRole("button", { name: /^Try it/ }).click();
  const [first] = await gotMany(id, 1);
  same("a test is pushed: its signature holds, and http-ece opens it", null, first.wrong);
  same("in the person's language", "en", first.plain?.lang);
  same("at once", "high", first.headers.urgency);
  if (shots) await page.screenshot({ path: `${shots}/webpush-preferences.png`, fullPage: true });

  const worker = await page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    return { scope: registration.scope, script: registration.active.scriptURL };
  });
  same("the worker looks after the whole site", `${server}/`, worker.scope);
  same("as a file of its own", `${server}/sw.js`, worker.script);
  let deliver = await delivering(page);
  await deliver(first.plain);
  const test = await onDesktop("Notifications arrive here");
  check("the desktop shows it, and from where", test.body.includes(new URL(server).host), test);

  // Something happens.
  const compost = await happens("Compost", person);
  const told = (await gotMany(id, 2))[1];
  same("a notice is pushed, and can be opened", null, told.wrong);
  same("it leads to what it is about", `/groups/${compost}`, told.plain.link);
  check("its topic keeps one of a kind waiting", told.headers.topic === undefined || told.headers.topic.length <= 32);
  check("it is kept for a browser that is away", Number(told.headers.ttl) >= 3600, told.headers.ttl);
  await deliver(told.plain);
  const [seen] = await until("the worker shows it", async () => {
    const shown = (await shownBy(page)).filter((one) => one.title === told.plain.title);
    return shown.length > 0 ? shown : null;
  });
  same("it is said to be English", "en", seen.lang);
  check("it names the group", told.plain.title.includes("Compost"), told.plain.title);
  const isRead = async () => {
    const { items } = await (await camille("GET", "/notifications/notices")).json();
    return items.find((one) => one.id === told.plain.id).read_at !== null;
  };
  check("it is not read yet", !(await isRead()));
  await click(told.plain.title);
  await page.waitForURL(`${server}/groups/${compost}`, { timeout: 20_000 });
  check("a click on the desktop leads the open page there", true);
  await until("the notice is read", isRead);
  check("and marks it as read", true);
  await page.getByRole("heading", { level: 1, name: "Compost" }).waitFor();
  await until("what was clicked is gone", async () => !(await shownBy(page)).some((one) => one.tag === told.plain.tag));
  if (shots) await page.screenshot({ path: `${shots}/webpush-group.png` });

  deliver = await delivering(page);
  await deliver({ title: "Before", link: "/groups", tag: "one" });
  await onDesktop("Before");
  await deliver({ title: "After", link: "/groups", tag: "one" });
  await onDesktop("After");
  const ones = (await shownBy(page)).filter((one) => one.tag === "one").map((one) => one.title);
  same("the newer takes the place of the older", "After", ones.join());
  await deliver("not JSON");
  await onDesktop(new URL(server).host);
  check("what cannot be read shows something all the same", true);

  // The page is closed, and what is pushed leads elsewhere, or wants to.
  await context.newPage();
  await page.close();
  const opens = async (title) => {
    const opened = context.waitForEvent("page", { timeout: 20_000 });
    await click(title);
    const next = await opened;
    await next.waitForURL((url) => url.origin !== "null", { timeout: 20_000 });
    return next;
  };
  page = await opens("After");
  same("without a page, a click opens one", `${server}/groups`, page.url());
  deliver = await delivering(page);
  await deliver({ title: "Elsewhere", link: "https://evil.test/", tag: "evil" });
  await click("Elsewhere");
  await page.waitForURL(`${server}/notifications`, { timeout: 20_000 });
  check("it leads nowhere but to this site", true);

  // A service that is busy, a server that is killed meanwhile, a browser that is gone.
  await tell(`/plan/${id}`, [[429, 3]]);
  await happens("Ruches", person);
  await gotMany(id, 3);
  serverDoes("kill");
  serverDoes("start");
  const [, , busy, again] = await gotMany(id, 4);
  check("429 is tried again, when the service said", again.at - busy.at >= 2.9, `${again.at - busy.at} s`);
  same("after the server was killed in between, with the same key, and encrypted anew", null, again.wrong);
  same("it says the same", busy.plain.id, again.plain.id);
  for (const [status, group] of [[404, "Verger"], [410, "Serre"]]) {
    const gone = await agree(page);
    await tell(`/plan/${gone}`, [[status, 0]]);
    await happens(group, person);
    await gotMany(gone, 1);
    await until(`${status} ends it`, async () => (await devices()).length === 0);
    check(`${status} ends it`, true);
    await happens(`${group} bis`, person);
    await sleep(500);
    same("nothing is sent there any more", 1, (await got(gone)).length);
  }

  // What waits is not sent once its person is out.
  const waiting = async (group) => {
    const own = await agree(page);
    await tell(`/plan/${own}`, [[429, 3]]);
    await happens(group, person);
    await gotMany(own, 1);
    return own;
  };
  const signedOut = await waiting("Mare");
  await camille("DELETE", "/accounts/session");
  await signIn(camille, "camille");
  const suspended = await waiting("Haie");
  const put = await robin("PATCH", `/accounts/managed-people/${person}`, { active: false });
  check("Camille is suspended", put.ok(), await put.text());
  await sleep(4500);
  same("nothing is pushed after sign-out", 1, (await got(signedOut)).length);
  same("nor to who is suspended", 1, (await got(suspended)).length);
  for (const one of [id, signedOut, suspended])
    check("nothing that came was wrong", (await got(one)).every((push) => push.wrong === null), await got(one));
}

try {
  await story();
} catch (error) {
  check("the story goes on to its end", false, String(error?.stack ?? error));
}
await context.close();
console.log(`webpush: ${counts.passed} passed, ${counts.failed} failed`);
process.exit(counts.failed === 0 ? 0 : 1);
