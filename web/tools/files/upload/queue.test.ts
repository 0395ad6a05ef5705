import { describe, expect, it } from "vitest";
import { type Memory, storedMemory, type Unfinished } from "./memory";
import { createQueue, type Item, type Opening, type Queue, Refused, type Transport } from "./queue";
import { CHUNK_BYTES, type Phase } from "./transfer";

const MIB = 1024 * 1024;

/** A server in memory that stores, loses, refuses and forgets as the story needs. */
function fakeServer() {
  const uploads = new Map<string, Opening & { offset: number }>();
  const stored = new Map<string, Blob | "folder">();
  const log: string[] = [];
  const held: Array<() => void> = [];
  const server = {
    uploads,
    stored,
    log,
    quota: Number.POSITIVE_INFINITY,
    /** Sends to lose: before the server saw them, or after it stored them. */
    lose: [] as Array<"before" | "after">,
    /** While set, sends hang until released or aborted. */
    hold: false,
    mostAtOnce: 0,
    atOnce: 0,
    release() {
      for (const go of held.splice(0)) go();
    },
    transport: undefined as unknown as Transport,
  };
  async function counted<T>(work: () => Promise<T>): Promise<T> {
    server.atOnce += 1;
    server.mostAtOnce = Math.max(server.mostAtOnce, server.atOnce);
    try {
      return await work();
    } finally {
      server.atOnce -= 1;
    }
  }
  server.transport = {
    open: (opening) =>
      counted(async () => {
        log.push(`open ${opening.path} ${opening.ifExists}`);
        if (opening.size > server.quota) throw new Refused({ slug: "over-quota" });
        if (opening.ifExists === "fail" && stored.has(opening.path))
          throw new Refused({ slug: "name-taken" });
        const uploadId = `u${uploads.size + 1}`;
        uploads.set(uploadId, { ...opening, offset: 0 });
        return { uploadId, offset: 0 };
      }),
    check: async (uploadId) => {
      log.push(`check ${uploadId}`);
      const upload = uploads.get(uploadId);
      if (upload === undefined) throw new Refused({ slug: "not-found" });
      return { offset: upload.offset };
    },
    send: ({ uploadId, offset, body }, onProgress, signal) =>
      counted(async () => {
        const upload = uploads.get(uploadId);
        log.push(`send ${upload?.path} ${offset}+${body.size}`);
        if (upload === undefined) throw new Refused({ slug: "not-found" });
        onProgress(Math.floor(body.size / 2));
        if (server.hold) {
          await new Promise<void>((go, stop) => {
            held.push(go);
            signal.addEventListener("abort", () => stop(new TypeError("aborted")));
          });
        }
        const loss = server.lose.shift();
        if (loss === "before") throw new TypeError("lost");
        if (offset !== upload.offset) throw new Refused({ slug: "upload-offset", offset: upload.offset });
        upload.offset += body.size;
        if (loss === "after") throw new TypeError("lost");
        if (upload.offset < upload.size) return { offset: upload.offset, nodeId: null };
        uploads.delete(uploadId);
        stored.set(upload.path, body);
        return { offset: upload.offset, nodeId: `node of ${upload.path}` };
      }),
    makeFolder: async (_parentId, path) => {
      stored.set(path, "folder");
      return { nodeId: `node of ${path}` };
    },
    discard: async (uploadId) => {
      log.push(`discard ${uploadId}`);
      uploads.delete(uploadId);
    },
  };
  return server;
}

function forgetful(): Memory & { entries: Unfinished[] } {
  const memory = {
    entries: [] as Unfinished[],
    all: () => memory.entries,
    put: (entry: Unfinished) => {
      memory.entries = [...memory.entries.filter((other) => other.uploadId !== entry.uploadId), entry];
    },
    remove: (uploadId: string) => {
      memory.entries = memory.entries.filter((entry) => entry.uploadId !== uploadId);
    },
  };
  return memory;
}

/** A queue with a clock that jumps to the next timer whenever nothing else is left to do. */
function house(server = fakeServer(), memory: Memory = forgetful()) {
  let clock = 0;
  const timers: Array<{ at: number; action: () => void }> = [];
  const storedIn: string[] = [];
  const queue = createQueue({
    transport: server.transport,
    memory,
    now: () => clock,
    random: () => 0.5,
    later: (ms, action) => {
      const timer = { at: clock + ms, action };
      timers.push(timer);
      return () => {
        const index = timers.indexOf(timer);
        if (index >= 0) timers.splice(index, 1);
      };
    },
    onStored: (parentId) => storedIn.push(parentId),
  });
  async function breathe(): Promise<void> {
    for (let n = 0; n < 20; n += 1) await Promise.resolve();
  }
  return {
    server,
    memory,
    queue,
    storedIn,
    clock: () => clock,
    breathe,
    /** Lets everything happen, timers included. */
    async settle(): Promise<void> {
      await breathe();
      while (timers.length > 0) {
        timers.sort((a, b) => a.at - b.at);
        const timer = timers.shift();
        if (timer === undefined) break;
        clock = Math.max(clock, timer.at);
        timer.action();
        await breathe();
      }
    },
  };
}

function file(path: string, size: number, lastModified = 1): Item {
  // A stand-in for contents that would not fit a test: only size and slices matter.
  const sized = (bytes: number): File =>
    ({
      name: path,
      size: bytes,
      type: "",
      lastModified,
      slice: (from: number, to: number) => sized(to - from),
    }) as unknown as File;
  return { kind: "file", path, file: sized(size) };
}

function phases(queue: Queue): Record<string, Phase> {
  return Object.fromEntries([...queue.snapshot().transfers.values()].map(({ path, phase }) => [path, phase]));
}

describe("the upload queue", () => {
  it("uploads a folder of 300 files, four at a time, empty folders kept", async () => {
    const { queue, server, settle, storedIn } = house();
    const items: Item[] = Array.from({ length: 300 }, (_, n) => file(`Photos/${n}.jpg`, 10_000));
    queue.add("root", [...items, { kind: "folder", path: "Photos/Vide" }]);
    await settle();
    expect(server.stored.size).toBe(301);
    expect(server.mostAtOnce).toBe(4);
    expect(queue.snapshot().counts.done).toBe(301);
    expect(queue.snapshot().doneBytes).toBe(3_000_000);
    expect(storedIn.length).toBe(301);
  });

  it("lets small files go first", async () => {
    const { queue, server, settle } = house();
    queue.add("root", [
      ...Array.from({ length: 4 }, (_, n) => file(`first${n}`, 1)),
      file("film.mkv", 100 * MIB),
      file("photo.jpg", 4 * MIB),
      file("note.txt", 100),
    ]);
    await settle();
    const opened = server.log.filter((line) => line.startsWith("open")).slice(4);
    expect(opened).toEqual(["open note.txt fail", "open photo.jpg fail", "open film.mkv fail"]);
  });

  it("comes through a loss before and after the server stored the chunk", async () => {
    const { queue, server, settle } = house();
    server.lose.push("before", "after");
    queue.add("root", [file("film.mkv", 20 * MIB)]);
    await settle();
    expect(phases(queue)).toEqual({ "film.mkv": "done" });
    expect(server.log.filter((line) => line.startsWith("send"))).toEqual([
      `send film.mkv 0+${CHUNK_BYTES}`,
      `send film.mkv 0+${CHUNK_BYTES}`,
      `send film.mkv 0+${CHUNK_BYTES}`,
      `send film.mkv ${CHUNK_BYTES}+${CHUNK_BYTES}`,
      `send film.mkv ${2 * CHUNK_BYTES}+${4 * MIB}`,
    ]);
  });

  it("goes on at once when the network is back", async () => {
    const { queue, server, breathe, clock } = house();
    server.lose.push("before");
    queue.add("root", [file("note.txt", 5)]);
    await breathe();
    await breathe();
    queue.wake();
    await breathe();
    expect(clock()).toBe(0);
    expect(server.stored.has("note.txt")).toBe(true);
  });

  it("reports a full quota for the file it concerns and uploads the others", async () => {
    const { queue, server, settle } = house();
    server.quota = 1000;
    queue.add("root", [file("large.zip", 2000), file("small.txt", 10)]);
    await settle();
    expect(phases(queue)).toEqual({ "large.zip": "failed", "small.txt": "done" });
    expect([...queue.snapshot().transfers.values()][0]?.refusal?.slug).toBe("over-quota");
    expect(queue.snapshot().order[0]).toBe("t1");
  });

  it("cancels in the middle of a chunk and leaves nothing at the server", async () => {
    const { queue, server, breathe, settle, memory } = house();
    server.hold = true;
    queue.add("root", [file("film.mkv", 20 * MIB), file("note.txt", 5)]);
    await breathe();
    queue.cancelAll();
    await settle();
    expect(phases(queue)).toEqual({ "film.mkv": "cancelled", "note.txt": "cancelled" });
    expect(server.uploads.size).toBe(0);
    expect(memory.all()).toEqual([]);
    expect(queue.snapshot().totalBytes).toBe(0);
  });

  it("asks about a taken name while the rest goes on, then does the same for all", async () => {
    const { queue, server, settle } = house();
    for (const name of ["a", "b", "c"]) server.stored.set(name, new Blob());
    queue.add("root", [file("a", 1), file("b", 1), file("c", 1), file("d", 1)]);
    await settle();
    expect(phases(queue)).toEqual({ a: "asking", b: "asking", c: "asking", d: "done" });
    const asking = queue.snapshot().asking;
    expect(asking).toBe("t1");
    queue.resolve(asking ?? "", "skip", false);
    queue.resolve("t2", "replace", true);
    await settle();
    expect(phases(queue)).toEqual({ a: "skipped", b: "done", c: "done", d: "done" });
    expect(server.log).toContain("open b replace");
    expect(server.log).toContain("open c replace");
  });

  it("keeps to the rule for files of the same batch that meet a taken name later", async () => {
    const { queue, server, settle } = house();
    for (let n = 0; n < 10; n += 1) server.stored.set(`${n}`, new Blob());
    queue.add(
      "root",
      Array.from({ length: 10 }, (_, n) => file(`${n}`, 1)),
    );
    queue.add("root", [file("9", 1)]);
    await settle();
    queue.resolve("t1", "rename", true);
    await settle();
    expect(queue.snapshot().counts).toMatchObject({ done: 10, asking: 1 });
  });

  it("resumes after a reload when the same file is picked again", async () => {
    const server = fakeServer();
    const memory = forgetful();
    const before = house(server, memory);
    server.hold = true; // the page dies while a chunk is on its way
    before.queue.add("root", [file("film.mkv", 20 * MIB, 77)]);
    await before.breathe();
    const kept = memory.all()[0];
    expect(kept?.path).toBe("film.mkv");
    server.hold = false;
    const upload = server.uploads.get(kept?.uploadId ?? "");
    if (upload !== undefined) upload.offset = 2 * CHUNK_BYTES;
    server.log.length = 0;

    const after = house(server, memory);
    after.queue.add("root", [file("film.mkv", 20 * MIB, 77)]);
    await after.settle();
    expect(server.log).toEqual([`check ${kept?.uploadId}`, `send film.mkv ${2 * CHUNK_BYTES}+${4 * MIB}`]);
    expect(memory.all()).toEqual([]);
  });

  it("starts over when the file has changed meanwhile", async () => {
    const server = fakeServer();
    const memory = forgetful();
    memory.put({
      uploadId: "u7",
      parentId: "root",
      path: "film.mkv",
      size: 20 * MIB,
      modifiedAt: 77,
      begunAt: 0,
    });
    const { queue, settle } = house(server, memory);
    queue.add("root", [file("film.mkv", 20 * MIB, 78)]);
    await settle();
    expect(server.log[0]).toBe("open film.mkv fail");
  });

  it("tells listeners seldom, however much happens", async () => {
    const { queue, settle } = house();
    let heard = 0;
    queue.subscribe(() => {
      heard += 1;
    });
    queue.add(
      "root",
      Array.from({ length: 1000 }, (_, n) => file(`${n}`, 10)),
    );
    await settle();
    expect(heard).toBeLessThan(100);
  });

  it("counts from nothing when new files come after all is over", async () => {
    const { queue, settle } = house();
    queue.add("root", [file("a", 10), file("b", 10)]);
    await settle();
    queue.add("root", [file("c", 10)]);
    await settle();
    expect(phases(queue)).toEqual({ c: "done" });
    expect(queue.snapshot().totalBytes).toBe(10);
  });

  it("clears what is over and keeps what is not", async () => {
    const { queue, server, settle } = house();
    server.stored.set("a", new Blob());
    queue.add("root", [file("a", 1), file("b", 1)]);
    await settle();
    queue.clear();
    await settle();
    expect(phases(queue)).toEqual({ a: "asking" });
  });
});

describe("the memory of unfinished uploads", () => {
  function storage(): Storage {
    const map = new Map<string, string>();
    return {
      getItem: (key: string) => map.get(key) ?? null,
      setItem: (key: string, value: string) => void map.set(key, value),
      removeItem: (key: string) => void map.delete(key),
    } as unknown as Storage;
  }
  const entry: Unfinished = { uploadId: "u1", parentId: "p", path: "a", size: 1, modifiedAt: 1, begunAt: 0 };

  it("forgets what the server has forgotten", () => {
    let now = 0;
    const memory = storedMemory(storage(), "camille", () => now);
    memory.put(entry);
    expect(memory.all()).toEqual([entry]);
    now = 25 * 60 * 60 * 1000;
    expect(memory.all()).toEqual([]);
  });

  it("keeps people apart and survives damaged storage", () => {
    const shared = storage();
    storedMemory(shared, "camille", () => 0).put(entry);
    expect(storedMemory(shared, "sacha", () => 0).all()).toEqual([]);
    shared.setItem("liiibre.uploads.camille", "{not json");
    expect(storedMemory(shared, "camille", () => 0).all()).toEqual([]);
  });
});
