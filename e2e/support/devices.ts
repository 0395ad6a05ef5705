// Programs that want to be let in, and what they see with what they were given.
import { type APIRequestContext, expect, type Locator } from "@playwright/test";
import decode from "qr/decode.js";

export interface Credentials {
  server: string;
  loginName: string;
  appPassword: string;
}

export interface Asking {
  /** The page that the program opens in a browser. */
  page: string;
  /** What the program gets: null as long as nobody has let it in, and once it has got it. */
  poll: () => Promise<Credentials | null>;
}

/** The program of a computer, as it introduces itself. */
export const DESKTOP = "Mozilla/5.0 (Linux) mirall/3.16.7 (Nextcloud, debian-6.12 ClientArchitecture: x86_64)";

/** A program begins to sign in, as those of the Nextcloud family do. It has no cookies and comes from no page. */
export async function askToConnect(request: APIRequestContext, origin: string, program = DESKTOP): Promise<Asking> {
  const headers = { "User-Agent": program, Cookie: "" };
  const answer = await request.post(`${origin}/index.php/login/v2`, { headers });
  expect(answer.status(), await answer.text()).toBe(200);
  const { poll, login }: { poll: { token: string; endpoint: string }; login: string } = await answer.json();
  return {
    page: login,
    poll: async () => {
      const polled = await request.post(poll.endpoint, { headers, form: { token: poll.token } });
      if (polled.status() === 404) return null;
      expect(polled.status(), await polled.text()).toBe(200);
      return await polled.json();
    },
  };
}

/** The status of listing somebody's files over WebDAV. */
export async function listFiles(origin: string, login: string, password: string): Promise<number> {
  const answer = await fetch(`${origin}/dav/files/${login}/`, {
    method: "PROPFIND",
    headers: { Depth: "1", Authorization: `Basic ${Buffer.from(`${login}:${password}`).toString("base64")}` },
  });
  await answer.arrayBuffer();
  return answer.status;
}

/** What a camera reads on the screen. */
export async function scan(code: Locator): Promise<string> {
  const picture = await code.screenshot();
  const { data, width, height } = await code.page().evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d");
    if (!canvas) throw new Error("nothing to draw on");
    canvas.drawImage(bitmap, 0, 0);
    const pixels = canvas.getImageData(0, 0, bitmap.width, bitmap.height);
    return { data: [...pixels.data], width: pixels.width, height: pixels.height };
  }, picture.toString("base64"));
  return decode({ data: Uint8Array.from(data), width, height });
}
