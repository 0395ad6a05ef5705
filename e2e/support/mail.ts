// The letters that a server wrote. Without a mail server they lie in its folder, as they would have left.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "@playwright/test";
import type { Server } from "./server.ts";

export interface Letter {
  /** The address alone. */
  to: string;
  subject: string;
  text: string;
  html: string;
  /** The first address of the text: where the button leads. */
  link: string;
  /** Where a mail program's own button leads that stops such letters (RFC 8058). */
  unsubscribe: string;
}

/** All letters so far, the oldest first. */
export async function letters({ data }: Pick<Server, "data">): Promise<Letter[]> {
  const folder = join(data, "mail");
  const names = await readdir(folder).catch(() => []);
  // Those that begin with a dot are being written.
  const whole = names.filter((name) => /^[^.].*\.eml$/.test(name)).sort();
  return await Promise.all(whole.map(async (name) => read(await readFile(join(folder, name), "latin1"))));
}

/** The latest letter to an address, about something; waits for it. */
export async function letterTo(server: Pick<Server, "data">, to: string, subject: string | RegExp): Promise<Letter> {
  let found: Letter | undefined;
  const fits = (letter: Letter) =>
    letter.to === to && (typeof subject === "string" ? letter.subject === subject : subject.test(letter.subject));
  await expect
    .poll(async () => {
      found = (await letters(server)).findLast(fits);
      return found !== undefined;
    }, `a letter to ${to}: ${subject}`)
    .toBe(true);
  if (!found) throw new Error("unreachable");
  return found;
}

interface Part {
  headers: Map<string, string>;
  body: string;
}

function read(source: string): Letter {
  const whole = part(source);
  const header = (name: string) => words(whole.headers.get(name) ?? "");
  const leaves = leavesOf(whole);
  const [text, html] = ["text/plain", "text/html"].map((kind) => {
    const leaf = leaves.find(({ headers }) => headers.get("content-type")?.startsWith(kind));
    return leaf ? decoded(leaf) : "";
  }) as [string, string];
  return {
    to: /<([^>]+)>/.exec(header("to"))?.[1] ?? header("to"),
    subject: header("subject"),
    text,
    html,
    link: /https?:\/\/\S+/.exec(text)?.[0] ?? "",
    unsubscribe: /<([^>]+)>/.exec(header("list-unsubscribe"))?.[1] ?? "",
  };
}

function part(source: string): Part {
  const [, head = "", body = ""] = /^([\s\S]*?)\r?\n\r?\n([\s\S]*)$/.exec(source) ?? [];
  const headers = new Map<string, string>();
  for (const line of head.replace(/\r?\n[ \t]+/g, " ").split(/\r?\n/)) {
    const [, name, value] = /^([^:]+):\s*(.*)$/.exec(line) ?? [];
    if (name && value !== undefined) headers.set(name.toLowerCase(), value);
  }
  return { headers, body };
}

function leavesOf(whole: Part): Part[] {
  const boundary = /boundary="?([^";]+)"?/.exec(whole.headers.get("content-type") ?? "")?.[1];
  if (boundary === undefined) return [whole];
  const [, ...parts] = whole.body.split(new RegExp(`(?:^|\\r?\\n)--${escaped(boundary)}(?:--)?[ \\t]*(?:\\r?\\n|$)`));
  return parts.filter((one) => one.trim() !== "").flatMap((one) => leavesOf(part(one)));
}

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

function decoded({ headers, body }: Part): string {
  switch (headers.get("content-transfer-encoding")?.toLowerCase()) {
    case "base64":
      return Buffer.from(body, "base64").toString("utf8");
    case "quoted-printable":
      return quoted(body.replace(/=\r?\n/g, ""));
    default:
      return Buffer.from(body, "latin1").toString("utf8");
  }
}

function quoted(text: string): string {
  const bytes = text.replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1").toString("utf8");
}

/** A header as people read it (RFC 2047). */
function words(text: string): string {
  return text
    .replace(/\?=\s+=\?/g, "?==?")
    .replace(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_, kind: string, coded: string) =>
      kind.toLowerCase() === "b"
        ? Buffer.from(coded, "base64").toString("utf8")
        : quoted(coded.replaceAll("_", " ")),
    );
}
