/**
 * One file on its way up, as a pure state machine: `advance(transfer, event)` answers the next
 * state and what to do about it. It knows no network, no clock and no File; the queue performs the
 * effects and feeds what happened back in. What must hold:
 *
 * - bytes the server acknowledged are never sent twice unless the server asks for it;
 * - an event that does not fit the phase changes nothing, so a late answer after a cancel is harmless;
 * - an upload that will not be finished is discarded at the server, so that nothing is left behind.
 */

/** Bytes per PATCH. Each acknowledged chunk is durable, so this is what a lost connection costs. */
export const CHUNK_BYTES = 8 * 1024 * 1024;
/** Losses in a row, without one byte acknowledged in between, before the person is asked. */
export const MAX_ATTEMPTS = 10;

export type IfExists = "fail" | "replace" | "rename";
/** What a person answers when a name is taken. */
export type Choice = "replace" | "rename" | "skip";

/** Why something was refused. `slug` is the last part of the problem's `type`. */
export interface Refusal {
  slug: string;
  detail?: string | undefined;
  /** For `upload-offset`: where the server is. */
  offset?: number | undefined;
  /** For `too-many-attempts`: seconds. */
  retryAfter?: number | undefined;
}

export type Phase =
  | "waiting"
  | "checking"
  | "opening"
  | "sending"
  | "pausing"
  | "asking"
  | "done"
  | "skipped"
  | "failed"
  | "cancelled";

export interface Transfer {
  id: string;
  /** What was dropped or picked together; "do the same for all" ends at its border. */
  batch: string;
  kind: "file" | "folder";
  parentId: string;
  /** Relative to the parent, with the folders that were dropped: `Photos/2026/a.jpg`. */
  path: string;
  size: number;
  phase: Phase;
  /** Bytes the server has acknowledged. */
  offset: number;
  /** Bytes of the chunk on its way that have left this machine. */
  inFlight: number;
  uploadId: string | null;
  ifExists: IfExists;
  attempt: number;
  refusal: Refusal | null;
  /** The node it became. */
  nodeId: string | null;
}

export type Event =
  | { type: "start"; remembered?: string | undefined }
  | { type: "opened"; uploadId: string; offset: number }
  | { type: "progress"; bytes: number }
  | { type: "stored"; offset: number; nodeId: string | null }
  | { type: "refused"; refusal: Refusal }
  | { type: "lost" }
  | { type: "due" }
  | { type: "cancel" }
  | { type: "retry" }
  | { type: "resolve"; choice: Choice };

export type Effect =
  | { do: "check"; uploadId: string }
  | { do: "open"; ifExists: IfExists }
  | { do: "make-folder" }
  | { do: "send"; uploadId: string; offset: number; end: number }
  | { do: "wait"; attempt: number; atLeastMs: number }
  | { do: "abort" }
  | { do: "discard"; uploadId: string }
  | { do: "remember"; uploadId: string }
  | { do: "forget" };

export type Step = readonly [Transfer, readonly Effect[]];

export function newTransfer(
  seed: Pick<Transfer, "id" | "batch" | "kind" | "parentId" | "path" | "size"> & { ifExists?: IfExists },
): Transfer {
  return {
    ifExists: "fail",
    ...seed,
    phase: "waiting",
    offset: 0,
    inFlight: 0,
    uploadId: null,
    attempt: 0,
    refusal: null,
    nodeId: null,
  };
}

/** Holds one of the parallel places. */
export function isActive(phase: Phase): boolean {
  return phase === "checking" || phase === "opening" || phase === "sending" || phase === "pausing";
}

/** Nothing more will happen to it unless somebody asks. */
export function isSettled(phase: Phase): boolean {
  return phase === "done" || phase === "skipped" || phase === "failed" || phase === "cancelled";
}

/** Back-off with full-half jitter: 1 s, 2 s, 4 s ... at most 30 s, each between half and all of it. */
export function backOffMs(attempt: number, random: number): number {
  const whole = Math.min(30_000, 1_000 * 2 ** Math.max(0, attempt - 1));
  return Math.round(whole * (0.5 + 0.5 * random));
}

export function advance(transfer: Transfer, event: Event): Step {
  switch (event.type) {
    case "start":
      return transfer.phase === "waiting" ? start(transfer, event.remembered) : unchanged(transfer);
    case "opened":
      if (transfer.phase !== "opening" && transfer.phase !== "checking")
        return openedLate(transfer, event.uploadId);
      return send({ ...transfer, uploadId: event.uploadId, offset: event.offset }, [
        { do: "remember", uploadId: event.uploadId },
      ]);
    case "progress":
      return transfer.phase === "sending"
        ? [{ ...transfer, inFlight: event.bytes }, []]
        : unchanged(transfer);
    case "stored":
      return stored(transfer, event.offset, event.nodeId);
    case "refused":
      return isActive(transfer.phase) ? refused(transfer, event.refusal) : unchanged(transfer);
    case "lost":
      return isActive(transfer.phase) && transfer.phase !== "pausing"
        ? pause(transfer, 0)
        : unchanged(transfer);
    case "due":
      return transfer.phase === "pausing" ? proceed(transfer) : unchanged(transfer);
    case "cancel":
      return cancel(transfer);
    case "retry":
      return transfer.phase === "failed" || transfer.phase === "cancelled"
        ? [{ ...transfer, phase: "waiting", attempt: 0, refusal: null, ifExists: retryRule(transfer) }, []]
        : unchanged(transfer);
    case "resolve":
      return transfer.phase === "asking" ? resolve(transfer, event.choice) : unchanged(transfer);
  }
}

function unchanged(transfer: Transfer): Step {
  return [transfer, []];
}

/** A second go asks again: what was chosen then may not fit what is there now. */
function retryRule(transfer: Transfer): IfExists {
  return transfer.refusal?.slug === "name-taken" ? "fail" : transfer.ifExists;
}

function start(transfer: Transfer, remembered: string | undefined): Step {
  if (remembered !== undefined && transfer.uploadId === null) {
    return [
      { ...transfer, phase: "checking", uploadId: remembered },
      [{ do: "check", uploadId: remembered }],
    ];
  }
  return proceed(transfer);
}

/** Takes the next step towards being stored, from wherever it stands. */
function proceed(transfer: Transfer): Step {
  if (transfer.kind === "folder") return [{ ...transfer, phase: "opening" }, [{ do: "make-folder" }]];
  if (transfer.uploadId === null) {
    return [{ ...transfer, phase: "opening" }, [{ do: "open", ifExists: transfer.ifExists }]];
  }
  return send(transfer, []);
}

function send(transfer: Transfer & { uploadId: string | null }, before: readonly Effect[]): Step {
  const uploadId = transfer.uploadId;
  if (uploadId === null) return proceed(transfer);
  const end = Math.min(transfer.size, transfer.offset + CHUNK_BYTES);
  return [
    { ...transfer, phase: "sending", inFlight: 0 },
    [...before, { do: "send", uploadId, offset: transfer.offset, end }],
  ];
}

function stored(transfer: Transfer, offset: number, nodeId: string | null): Step {
  if (transfer.phase !== "sending" && !(transfer.phase === "opening" && transfer.kind === "folder")) {
    return unchanged(transfer);
  }
  const next: Transfer = { ...transfer, offset, inFlight: 0, attempt: 0, refusal: null };
  if (nodeId === null) return send(next, []);
  return [{ ...next, phase: "done", offset: transfer.size, uploadId: null, nodeId }, [{ do: "forget" }]];
}

/** The answer to an opening that nobody waits for any more: without this it would sit there for a day. */
function openedLate(transfer: Transfer, uploadId: string): Step {
  return uploadId === transfer.uploadId ? unchanged(transfer) : [transfer, [{ do: "discard", uploadId }]];
}

function pause(transfer: Transfer, atLeastMs: number): Step {
  const attempt = transfer.attempt + 1;
  if (attempt > MAX_ATTEMPTS) return fail(transfer, { slug: "connection-lost" });
  return [{ ...transfer, phase: "pausing", inFlight: 0, attempt }, [{ do: "wait", attempt, atLeastMs }]];
}

function fail(transfer: Transfer, refusal: Refusal): Step {
  return [{ ...transfer, phase: "failed", inFlight: 0, refusal }, []];
}

function refused(transfer: Transfer, refusal: Refusal): Step {
  switch (refusal.slug) {
    case "upload-offset":
      return wrongOffset(transfer, refusal);
    case "not-found":
      // The upload expired or the server was restored: begin again, but not for ever.
      if (transfer.uploadId !== null && transfer.attempt < MAX_ATTEMPTS) {
        const [next, effects] = proceed({
          ...transfer,
          uploadId: null,
          offset: 0,
          inFlight: 0,
          attempt: transfer.attempt + 1,
        });
        return [next, [{ do: "forget" }, ...effects]];
      }
      return fail(transfer, refusal);
    case "name-taken":
      return [{ ...withoutUpload(transfer), phase: "asking", refusal }, discardOf(transfer)];
    case "too-many-attempts":
      return pause(transfer, (refusal.retryAfter ?? 1) * 1000);
    case "internal":
    case "unavailable":
      return pause(transfer, 0);
    case "over-quota":
    case "storage-full":
    case "too-large":
      // What is there already would only sit in the quota.
      return [{ ...withoutUpload(transfer), phase: "failed", refusal }, discardOf(transfer)];
    default:
      return fail(transfer, refusal);
  }
}

/** The server is elsewhere than we thought (an answer was lost): it is right. */
function wrongOffset(transfer: Transfer, refusal: Refusal): Step {
  const offset = refusal.offset;
  if (offset === undefined || offset < 0 || offset > transfer.size) return fail(transfer, refusal);
  if (offset !== transfer.offset) {
    return send({ ...transfer, offset, attempt: transfer.attempt }, []);
  }
  return pause(transfer, 0);
}

function withoutUpload(transfer: Transfer): Transfer {
  return { ...transfer, uploadId: null, offset: 0, inFlight: 0 };
}

function discardOf(transfer: Transfer): Effect[] {
  if (transfer.uploadId === null) return [];
  return [{ do: "discard", uploadId: transfer.uploadId }, { do: "forget" }];
}

function cancel(transfer: Transfer): Step {
  if (isSettled(transfer.phase) && transfer.phase !== "failed") return unchanged(transfer);
  return [
    { ...withoutUpload(transfer), phase: "cancelled", refusal: null },
    [...(isActive(transfer.phase) ? [{ do: "abort" } as const] : []), ...discardOf(transfer)],
  ];
}

function resolve(transfer: Transfer, choice: Choice): Step {
  if (choice === "skip") return [{ ...transfer, phase: "skipped" }, []];
  return [{ ...transfer, phase: "waiting", ifExists: choice, attempt: 0, refusal: null }, []];
}
