import { describe, expect, it } from "vitest";
import {
  advance,
  backOffMs,
  CHUNK_BYTES,
  type Effect,
  type Event,
  MAX_ATTEMPTS,
  newTransfer,
  type Transfer,
} from "./transfer";

const MIB = 1024 * 1024;

function file(size: number): Transfer {
  return newTransfer({ id: "t1", batch: "b1", kind: "file", parentId: "root", path: "plan.odt", size });
}

/** Runs events through and answers the last state with the effects of the last event. */
function run(transfer: Transfer, ...events: Event[]): { transfer: Transfer; effects: readonly Effect[] } {
  let effects: readonly Effect[] = [];
  let current = transfer;
  for (const event of events) [current, effects] = advance(current, event);
  return { transfer: current, effects };
}

describe("a file on its way", () => {
  it("opens, sends one chunk and is done", () => {
    let now = run(file(10), { type: "start" });
    expect(now.effects).toEqual([{ do: "open", ifExists: "fail" }]);
    now = run(now.transfer, { type: "opened", uploadId: "u1", offset: 0 });
    expect(now.effects).toEqual([
      { do: "remember", uploadId: "u1" },
      { do: "send", uploadId: "u1", offset: 0, end: 10 },
    ]);
    now = run(now.transfer, { type: "stored", offset: 10, nodeId: "n1" });
    expect(now.transfer).toMatchObject({ phase: "done", nodeId: "n1", offset: 10 });
    expect(now.effects).toEqual([{ do: "forget" }]);
  });

  it("sends an empty file as one empty chunk", () => {
    const now = run(file(0), { type: "start" }, { type: "opened", uploadId: "u1", offset: 0 });
    expect(now.effects.at(-1)).toEqual({ do: "send", uploadId: "u1", offset: 0, end: 0 });
  });

  it("cuts a large file into chunks of 8 MiB", () => {
    let now = run(file(20 * MIB), { type: "start" }, { type: "opened", uploadId: "u1", offset: 0 });
    now = run(now.transfer, { type: "stored", offset: CHUNK_BYTES, nodeId: null });
    expect(now.effects).toEqual([{ do: "send", uploadId: "u1", offset: CHUNK_BYTES, end: 2 * CHUNK_BYTES }]);
    now = run(now.transfer, { type: "stored", offset: 2 * CHUNK_BYTES, nodeId: null });
    expect(now.effects).toEqual([{ do: "send", uploadId: "u1", offset: 2 * CHUNK_BYTES, end: 20 * MIB }]);
  });

  it("waits after a loss, then continues from the last acknowledged byte", () => {
    let now = run(
      file(20 * MIB),
      { type: "start" },
      { type: "opened", uploadId: "u1", offset: 0 },
      { type: "stored", offset: CHUNK_BYTES, nodeId: null },
      { type: "progress", bytes: 3 * MIB },
      { type: "lost" },
    );
    expect(now.transfer).toMatchObject({ phase: "pausing", offset: CHUNK_BYTES, inFlight: 0, attempt: 1 });
    expect(now.effects).toEqual([{ do: "wait", attempt: 1, atLeastMs: 0 }]);
    now = run(now.transfer, { type: "due" });
    expect(now.effects).toEqual([{ do: "send", uploadId: "u1", offset: CHUNK_BYTES, end: 2 * CHUNK_BYTES }]);
  });

  it("follows the server when it stands elsewhere", () => {
    const now = run(
      file(20 * MIB),
      { type: "start" },
      { type: "opened", uploadId: "u1", offset: 0 },
      { type: "refused", refusal: { slug: "upload-offset", offset: 5 * MIB } },
    );
    expect(now.transfer.offset).toBe(5 * MIB);
    expect(now.effects).toEqual([{ do: "send", uploadId: "u1", offset: 5 * MIB, end: 13 * MIB }]);
  });

  it("does not spin when the server refuses the offset it named itself", () => {
    const now = run(
      file(MIB),
      { type: "start" },
      { type: "opened", uploadId: "u1", offset: 0 },
      { type: "refused", refusal: { slug: "upload-offset", offset: 0 } },
    );
    expect(now.transfer.phase).toBe("pausing");
  });

  it("gives up asking the network after many losses in a row, and can be tried again", () => {
    let now = run(file(MIB), { type: "start" });
    for (let n = 0; n < MAX_ATTEMPTS; n += 1) now = run(now.transfer, { type: "lost" }, { type: "due" });
    now = run(now.transfer, { type: "lost" });
    expect(now.transfer).toMatchObject({ phase: "failed", refusal: { slug: "connection-lost" } });
    now = run(now.transfer, { type: "retry" });
    expect(now.transfer).toMatchObject({ phase: "waiting", attempt: 0, refusal: null });
  });

  it("counts losses anew after progress", () => {
    const now = run(
      file(20 * MIB),
      { type: "start" },
      { type: "opened", uploadId: "u1", offset: 0 },
      { type: "lost" },
      { type: "due" },
      { type: "stored", offset: CHUNK_BYTES, nodeId: null },
    );
    expect(now.transfer.attempt).toBe(0);
  });

  it("keeps what was stored when it failed, for the next try", () => {
    const now = run(
      file(20 * MIB),
      { type: "start" },
      { type: "opened", uploadId: "u1", offset: 0 },
      { type: "stored", offset: CHUNK_BYTES, nodeId: null },
      { type: "refused", refusal: { slug: "unreadable" } },
      { type: "retry" },
      { type: "start" },
    );
    expect(now.effects).toEqual([{ do: "send", uploadId: "u1", offset: CHUNK_BYTES, end: 2 * CHUNK_BYTES }]);
  });

  it("says over quota at once and leaves nothing at the server", () => {
    const opening = run(file(MIB), { type: "start" });
    const atOnce = run(opening.transfer, { type: "refused", refusal: { slug: "over-quota" } });
    expect(atOnce.transfer).toMatchObject({ phase: "failed", refusal: { slug: "over-quota" } });
    expect(atOnce.effects).toEqual([]);
    const later = run(
      opening.transfer,
      { type: "opened", uploadId: "u1", offset: 0 },
      { type: "refused", refusal: { slug: "over-quota" } },
    );
    expect(later.effects).toEqual([{ do: "discard", uploadId: "u1" }, { do: "forget" }]);
  });

  it("aborts and discards when cancelled in the middle of a chunk, and ignores the late answer", () => {
    const now = run(
      file(20 * MIB),
      { type: "start" },
      { type: "opened", uploadId: "u1", offset: 0 },
      { type: "progress", bytes: MIB },
      { type: "cancel" },
    );
    expect(now.transfer).toMatchObject({ phase: "cancelled", offset: 0, inFlight: 0 });
    expect(now.effects).toEqual([{ do: "abort" }, { do: "discard", uploadId: "u1" }, { do: "forget" }]);
    const late = run(now.transfer, { type: "stored", offset: CHUNK_BYTES, nodeId: null });
    expect(late.transfer).toBe(now.transfer);
    expect(late.effects).toEqual([]);
  });

  it("discards an upload that was opened after the cancel", () => {
    const now = run(
      file(10),
      { type: "start" },
      { type: "cancel" },
      { type: "opened", uploadId: "u1", offset: 0 },
    );
    expect(now.transfer.phase).toBe("cancelled");
    expect(now.effects).toEqual([{ do: "discard", uploadId: "u1" }]);
  });

  it("asks when the name is taken, and does as told", () => {
    const asking = run(file(10), { type: "start" }, { type: "refused", refusal: { slug: "name-taken" } });
    expect(asking.transfer.phase).toBe("asking");
    const replaced = run(asking.transfer, { type: "resolve", choice: "replace" }, { type: "start" });
    expect(replaced.effects).toEqual([{ do: "open", ifExists: "replace" }]);
    const skipped = run(asking.transfer, { type: "resolve", choice: "skip" });
    expect(skipped.transfer.phase).toBe("skipped");
  });

  it("resumes a remembered upload where the server stands", () => {
    let now = run(file(20 * MIB), { type: "start", remembered: "u9" });
    expect(now.effects).toEqual([{ do: "check", uploadId: "u9" }]);
    now = run(now.transfer, { type: "opened", uploadId: "u9", offset: 16 * MIB });
    expect(now.effects.at(-1)).toEqual({ do: "send", uploadId: "u9", offset: 16 * MIB, end: 20 * MIB });
  });

  it("begins anew when a remembered upload has expired", () => {
    const now = run(
      file(20 * MIB),
      { type: "start", remembered: "u9" },
      { type: "refused", refusal: { slug: "not-found" } },
    );
    expect(now.transfer).toMatchObject({ phase: "opening", uploadId: null });
    expect(now.effects).toEqual([{ do: "forget" }, { do: "open", ifExists: "fail" }]);
  });

  it("waits as long as a busy server asks", () => {
    const now = run(
      file(10),
      { type: "start" },
      { type: "refused", refusal: { slug: "too-many-attempts", retryAfter: 7 } },
    );
    expect(now.effects).toEqual([{ do: "wait", attempt: 1, atLeastMs: 7000 }]);
  });

  it("makes an empty folder in one step", () => {
    const folder = newTransfer({
      id: "t2",
      batch: "b1",
      kind: "folder",
      parentId: "root",
      path: "a/b",
      size: 0,
    });
    let now = run(folder, { type: "start" });
    expect(now.effects).toEqual([{ do: "make-folder" }]);
    now = run(now.transfer, { type: "stored", offset: 0, nodeId: "n2" });
    expect(now.transfer.phase).toBe("done");
  });
});

describe("back-off", () => {
  it("doubles to 30 seconds and always waits at least half", () => {
    expect(backOffMs(1, 0)).toBe(500);
    expect(backOffMs(1, 1)).toBe(1000);
    expect(backOffMs(4, 1)).toBe(8000);
    expect(backOffMs(12, 1)).toBe(30000);
    expect(backOffMs(12, 0)).toBe(15000);
  });
});
