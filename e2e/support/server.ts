// Servers that the stories start: each on ports and in a folder of its own, stopped by its process id.
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const READY_WITHIN_MS = 120_000;
const STOPPED_WITHIN_MS = 15_000;

export interface Server {
  port: number;
  /** The folder that holds everything of it. */
  data: string;
  /** What it has printed so far: links that are shown once. */
  printed: () => string;
  stop: () => Promise<void>;
}

/** Starts the debug build; resolves once it answers. `command` is "serve" or "demo". */
export async function startServer(
  command: "serve" | "demo",
  settings: Record<string, string> = {},
): Promise<Server> {
  const binary = join(resolve(ROOT, process.env.CARGO_TARGET_DIR ?? "target"), "debug", "liiibre");
  if (!existsSync(binary)) throw new Error(`${binary} is missing: cargo build --package liiibre`);
  if (!existsSync(join(ROOT, "web/dist/index.html"))) throw new Error("the front is not built: scripts/front");

  const data = await mkdtemp(join(tmpdir(), "liiibre-e2e-"));
  const [port, metrics] = [await freePort(), await freePort()];
  const listen = ["127.0.0.1", "127.0.0.2"].flatMap((host) => ["--listen", `${host}:${port}`]);
  const child = spawn(binary, [command, "--data", data, ...listen], {
    cwd: data,
    env: { ...process.env, LIIIBRE_SERVER__METRICS_LISTEN: `127.0.0.1:${metrics}`, ...settings },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      printed += text;
    });
  }
  const stop = async () => {
    await end(child);
    await rm(data, { recursive: true, force: true });
  };
  try {
    await ready(`http://127.0.0.1:${metrics}/readyz`, child);
  } catch (error) {
    await stop();
    throw new Error(`the server did not start:\n${printed}`, { cause: error });
  }
  return { port, data, printed: () => printed, stop };
}

/** A port that nobody has at any of the addresses of this machine. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening, failed) => {
    server.once("error", failed).listen({ port: 0, host: "0.0.0.0" }, listening);
  });
  const address = server.address();
  await new Promise((closed) => server.close(closed));
  if (address === null || typeof address === "string") throw new Error("no port is free");
  return address.port;
}

async function ready(address: string, child: ChildProcess): Promise<void> {
  const until = Date.now() + READY_WITHIN_MS;
  while (Date.now() < until) {
    if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}`);
    const answer = await fetch(address).catch(() => null);
    if (answer?.ok) return;
    await new Promise((next) => setTimeout(next, 100));
  }
  throw new Error("it was not ready in time");
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  const patience = setTimeout(() => child.kill("SIGKILL"), STOPPED_WITHIN_MS);
  await ended;
  clearTimeout(patience);
}
