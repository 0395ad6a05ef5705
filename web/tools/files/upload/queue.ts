/**
 * The upload queue: runs transfers a few at a time, small files first, and tells whoever listens
 * how far it is. It performs the effects that `transfer.ts` decides. Transport, memory, clock,
 * timers and randomness are handed in, so that it runs whole in a test.
 *
 * Listeners hear at most every 100 ms, however many files there are: a folder of thousands must
 * not cost thousands of renders.
 */
import { type Memory, matching } from "./memory";
import { type Sample, sampled, secondsLeft, speed } from "./rate";
import {
  advance,
  backOffMs,
  CHUNK_BYTES,
  type Choice,
  type Effect,
  type Event,
  isActive,
  isSettled,
  newTransfer,
  type Phase,
  type Refusal,
  type Transfer,
} from "./transfer";

export type Item = { kind: "file"; path: string; file: File } | { kind: "folder"; path: string };

/** Thrown by a transport when the server answered no. Anything else thrown means the way was lost. */
export class Refused extends Error {
  constructor(readonly refusal: Refusal) {
    super(refusal.slug);
  }
}

export interface Opening {
  parentId: string;
  path: string;
  size: number;
  modifiedAt: number;
  mediaType: string;
  ifExists: Transfer["ifExists"];
}

export interface Transport {
  open(opening: Opening): Promise<{ uploadId: string; offset: number }>;
  check(uploadId: string, signal: AbortSignal): Promise<{ offset: number }>;
  send(
    chunk: { uploadId: string; offset: number; body: Blob },
    onProgress: (bytes: number) => void,
    signal: AbortSignal,
  ): Promise<{ offset: number; nodeId: string | null }>;
  makeFolder(parentId: string, path: string, signal: AbortSignal): Promise<{ nodeId: string }>;
  discard(uploadId: string): Promise<void>;
}

export interface Surroundings {
  transport: Transport;
  memory: Memory;
  now: () => number;
  random: () => number;
  /** Runs `action` after `ms`; answers how to call it off. */
  later: (ms: number, action: () => void) => () => void;
  /** Something new stands in this folder. */
  onStored: (parentId: string) => void;
}

export interface Snapshot {
  /** What needs the person first, then what moves, then what waits, then what is over. */
  order: readonly string[];
  transfers: ReadonlyMap<string, Transfer>;
  counts: Readonly<Record<Phase, number>>;
  totalBytes: number;
  doneBytes: number;
  bytesPerSecond: number | null;
  secondsLeft: number | null;
  /** The name conflict to answer next. */
  asking: string | null;
}

export interface Queue {
  add(parentId: string, items: readonly Item[]): void;
  cancel(id: string): void;
  cancelAll(): void;
  retry(id: string): void;
  retryFailed(): void;
  resolve(id: string, choice: Choice, forAll: boolean): void;
  /** Drops an upload of an earlier page, at the server too. */
  abandon(uploadId: string): void;
  /** The network is back: do not wait for the back-off. */
  wake(): void;
  /** Takes what is over off the list. */
  clear(): void;
  subscribe(listener: () => void): () => void;
  snapshot(): Snapshot;
}

const PARALLEL = 4;
const QUIET_MS = 100;
const SMALL_BYTES = 1024 * 1024;
const MIDDLE_BYTES = 64 * 1024 * 1024;
/** Below this a file is one chunk, and there is no half of it to come back to. */
const WORTH_REMEMBERING_BYTES = CHUNK_BYTES;

const PHASES: readonly Phase[] = [
  "waiting",
  "checking",
  "opening",
  "sending",
  "pausing",
  "asking",
  "done",
  "skipped",
  "failed",
  "cancelled",
];

interface Work {
  file: File | null;
  abort: AbortController | null;
  stopWaiting: (() => void) | null;
}

export function createQueue(surroundings: Surroundings): Queue {
  const { transport, memory, now, random, later, onStored } = surroundings;
  const transfers = new Map<string, Transfer>();
  const works = new Map<string, Work>();
  /** By size: small, middle, large; in order of coming within each. */
  const waiting: [Fifo, Fifo, Fifo] = [fifo(), fifo(), fifo()];
  const rules = new Map<string, Choice>();
  const counts = emptyCounts();
  const listeners = new Set<() => void>();
  let active = 0;
  let totalBytes = 0;
  let doneBytes = 0;
  let samples: readonly Sample[] = [];
  let nextId = 1;
  let nextBatch = 1;
  let announcing = false;
  let orderStale = true;
  let current: Snapshot = view([]);

  function view(order: readonly string[]): Snapshot {
    const bytesPerSecond = speed(samples);
    return {
      order,
      transfers,
      counts: { ...counts },
      totalBytes,
      doneBytes,
      bytesPerSecond,
      secondsLeft: secondsLeft(totalBytes - doneBytes, bytesPerSecond),
      asking: order.find((id) => transfers.get(id)?.phase === "asking") ?? null,
    };
  }

  function announce(): void {
    if (announcing) return;
    announcing = true;
    later(QUIET_MS, () => {
      announcing = false;
      samples = active > 0 ? sampled(samples, now(), doneBytes) : [];
      current = view(orderStale ? inOrder(transfers) : current.order);
      orderStale = false;
      for (const listener of listeners) listener();
    });
  }

  /** Keeps counts and bytes right without walking the list. */
  function replace(before: Transfer | undefined, after: Transfer | undefined): void {
    if (before !== undefined) {
      counts[before.phase] -= 1;
      if (isActive(before.phase)) active -= 1;
      if (weighs(before)) {
        totalBytes -= before.size;
        doneBytes -= before.offset + before.inFlight;
      }
    }
    if (after !== undefined) {
      counts[after.phase] += 1;
      if (isActive(after.phase)) active += 1;
      if (weighs(after)) {
        totalBytes += after.size;
        doneBytes += after.offset + after.inFlight;
      }
      transfers.set(after.id, after);
    } else if (before !== undefined) {
      transfers.delete(before.id);
      works.delete(before.id);
    }
    if (before?.phase !== after?.phase) orderStale = true;
    announce();
  }

  function apply(id: string, event: Event): void {
    const before = transfers.get(id);
    if (before === undefined) {
      if (event.type === "opened") void transport.discard(event.uploadId).catch(ignore);
      return;
    }
    const [after, effects] = advance(before, event);
    if (after !== before) replace(before, after);
    for (const effect of effects) perform(id, effect);
    if (after.phase === before.phase) return;
    if (after.phase === "waiting") waiting[lane(after.size)].push(id);
    if (after.phase === "done") onStored(after.parentId);
    if (after.phase === "asking") {
      const rule = rules.get(after.batch);
      if (rule !== undefined) apply(id, { type: "resolve", choice: rule });
    }
    fill();
  }

  function fill(): void {
    while (active < PARALLEL) {
      const id = waiting[0].take() ?? waiting[1].take() ?? waiting[2].take();
      if (id === undefined) return;
      const transfer = transfers.get(id);
      if (transfer?.phase === "waiting") apply(id, { type: "start", remembered: rememberedFor(transfer) });
    }
  }

  function rememberedFor(transfer: Transfer): string | undefined {
    const file = works.get(transfer.id)?.file;
    if (!file || transfer.size <= WORTH_REMEMBERING_BYTES) return undefined;
    return matching(memory.all(), { ...transfer, modifiedAt: file.lastModified })?.uploadId;
  }

  function perform(id: string, effect: Effect): void {
    const transfer = transfers.get(id);
    const work = works.get(id);
    if (transfer === undefined || work === undefined) return;
    switch (effect.do) {
      case "open": {
        const file = work.file;
        if (file === null) return;
        // Not abortable: the answer names the upload, without it nobody could discard it.
        const opening = transport.open({
          parentId: transfer.parentId,
          path: transfer.path,
          size: transfer.size,
          modifiedAt: file.lastModified,
          mediaType: file.type,
          ifExists: effect.ifExists,
        });
        settle(id, opening, ({ uploadId, offset }) => ({ type: "opened", uploadId, offset }));
        return;
      }
      case "check": {
        const { uploadId } = effect;
        const checking = transport.check(uploadId, freshSignal(work));
        settle(id, checking, ({ offset }) => ({ type: "opened", uploadId, offset }), work.abort);
        return;
      }
      case "make-folder": {
        const making = transport.makeFolder(transfer.parentId, transfer.path, freshSignal(work));
        settle(id, making, ({ nodeId }) => ({ type: "stored", offset: 0, nodeId }), work.abort);
        return;
      }
      case "send": {
        if (work.file === null) return;
        const signal = freshSignal(work);
        const body = work.file.slice(effect.offset, effect.end);
        const onProgress = (bytes: number) => {
          if (!signal.aborted) apply(id, { type: "progress", bytes });
        };
        const sending = transport.send(
          { uploadId: effect.uploadId, offset: effect.offset, body },
          onProgress,
          signal,
        );
        settle(id, sending, ({ offset, nodeId }) => ({ type: "stored", offset, nodeId }), work.abort);
        return;
      }
      case "wait":
        work.stopWaiting = later(Math.max(effect.atLeastMs, backOffMs(effect.attempt, random())), () => {
          work.stopWaiting = null;
          apply(id, { type: "due" });
        });
        return;
      case "abort":
        work.abort?.abort();
        work.abort = null;
        work.stopWaiting?.();
        work.stopWaiting = null;
        return;
      case "discard":
        memory.remove(effect.uploadId);
        void transport.discard(effect.uploadId).catch(ignore);
        return;
      case "remember":
        if (work.file !== null && transfer.size > WORTH_REMEMBERING_BYTES) {
          memory.put({
            uploadId: effect.uploadId,
            parentId: transfer.parentId,
            path: transfer.path,
            size: transfer.size,
            modifiedAt: work.file.lastModified,
            begunAt: now(),
          });
        }
        return;
      case "forget":
        forget(transfer, work);
        return;
    }
  }

  function forget(transfer: Transfer, work: Work): void {
    if (work.file === null || transfer.size <= WORTH_REMEMBERING_BYTES) return;
    const entry = matching(memory.all(), { ...transfer, modifiedAt: work.file.lastModified });
    if (entry !== undefined) memory.remove(entry.uploadId);
  }

  /** Feeds the outcome of a request back in, unless it was called off meanwhile. */
  function settle<T>(
    id: string,
    request: Promise<T>,
    event: (answer: T) => Event,
    abort?: AbortController | null,
  ): void {
    request.then(
      (answer) => {
        if (abort?.signal.aborted !== true) apply(id, event(answer));
      },
      (error: unknown) => {
        if (abort?.signal.aborted === true) return;
        apply(id, error instanceof Refused ? { type: "refused", refusal: error.refusal } : { type: "lost" });
      },
    );
  }

  function busy(): boolean {
    return active > 0 || counts.waiting > 0 || counts.asking > 0;
  }

  /** What went well is told once: the next uploads are counted from nothing. What failed can still be tried again. */
  function forgetOver(): void {
    for (const transfer of [...transfers.values()]) {
      if (isSettled(transfer.phase) && transfer.phase !== "failed") replace(transfer, undefined);
    }
  }

  return {
    add(parentId, items) {
      if (!busy()) forgetOver();
      const batch = `b${nextBatch++}`;
      for (const item of items) {
        const id = `t${nextId++}`;
        const file = item.kind === "file" ? item.file : null;
        works.set(id, { file, abort: null, stopWaiting: null });
        const transfer = newTransfer({
          id,
          batch,
          kind: item.kind,
          parentId,
          path: item.path.normalize("NFC"),
          size: file?.size ?? 0,
        });
        replace(undefined, transfer);
        waiting[lane(transfer.size)].push(id);
      }
      fill();
    },
    cancel: (id) => apply(id, { type: "cancel" }),
    cancelAll() {
      for (const transfer of [...transfers.values()]) {
        // First what waits, so that stopping the active ones does not start others.
        if (transfer.phase === "waiting" || transfer.phase === "asking")
          apply(transfer.id, { type: "cancel" });
      }
      for (const transfer of [...transfers.values()]) {
        if (isActive(transfer.phase)) apply(transfer.id, { type: "cancel" });
      }
    },
    retry: (id) => apply(id, { type: "retry" }),
    retryFailed() {
      for (const transfer of [...transfers.values()]) {
        if (transfer.phase === "failed") apply(transfer.id, { type: "retry" });
      }
    },
    resolve(id, choice, forAll) {
      const transfer = transfers.get(id);
      if (transfer === undefined) return;
      if (!forAll) {
        apply(id, { type: "resolve", choice });
        return;
      }
      rules.set(transfer.batch, choice);
      for (const other of [...transfers.values()]) {
        if (other.batch === transfer.batch && other.phase === "asking") {
          apply(other.id, { type: "resolve", choice });
        }
      }
    },
    abandon(uploadId) {
      memory.remove(uploadId);
      void transport.discard(uploadId).catch(ignore);
    },
    wake() {
      for (const [id, work] of works) {
        if (work.stopWaiting === null) continue;
        work.stopWaiting();
        work.stopWaiting = null;
        apply(id, { type: "due" });
      }
    },
    clear() {
      for (const transfer of [...transfers.values()]) {
        if (isSettled(transfer.phase)) replace(transfer, undefined);
      }
      if (transfers.size === 0) rules.clear();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    snapshot: () => current,
  };
}

function freshSignal(work: Work): AbortSignal {
  work.abort = new AbortController();
  return work.abort.signal;
}

function ignore(): void {
  // Discarding is a courtesy: the server drops unfinished uploads by itself after a day.
}

/** What was skipped or cancelled is no part of the whole any more. */
function weighs(transfer: Transfer): boolean {
  return transfer.phase !== "skipped" && transfer.phase !== "cancelled" && transfer.phase !== "failed";
}

function lane(size: number): 0 | 1 | 2 {
  if (size <= SMALL_BYTES) return 0;
  return size <= MIDDLE_BYTES ? 1 : 2;
}

function emptyCounts(): Record<Phase, number> {
  return Object.fromEntries(PHASES.map((phase) => [phase, 0])) as Record<Phase, number>;
}

function inOrder(transfers: ReadonlyMap<string, Transfer>): readonly string[] {
  const attention: string[] = [];
  const moving: string[] = [];
  const still: string[] = [];
  const over: string[] = [];
  for (const { id, phase } of transfers.values()) {
    if (phase === "failed" || phase === "asking") attention.push(id);
    else if (isActive(phase)) moving.push(id);
    else if (phase === "waiting") still.push(id);
    else over.push(id);
  }
  return [...attention, ...moving, ...still, ...over];
}

interface Fifo {
  push(id: string): void;
  take(): string | undefined;
}

/** A queue that does not shift its array: taking the first of thousands stays cheap. */
function fifo(): Fifo {
  let items: string[] = [];
  let head = 0;
  return {
    push: (id) => {
      items.push(id);
    },
    take: () => {
      if (head >= items.length) {
        items = [];
        head = 0;
        return undefined;
      }
      return items[head++];
    },
  };
}
