// The state of the upload queue in words, for the tray and for the title of the page.
import { plural, t } from "@lingui/core/macro";
import type { Formats, TrayItem, TrayTask } from "~/kit";
import type { Queue, Snapshot } from "./queue";
import type { Phase, Refusal, Transfer } from "./transfer";

export const TASK = "files.uploads";

/** What happened to one file and what to do. */
export function refusalWords(refusal: Refusal): string {
  switch (refusal.slug) {
    case "over-quota":
      return t`There is not enough space left here. Make room, then try again.`;
    case "storage-full":
      return t`The server has no space left. Tell your administrator.`;
    case "too-large":
      return t`This file is larger than this organisation allows.`;
    case "not-found":
      return t`The folder it was going to no longer exists.`;
    case "forbidden":
      return t`You do not have the right to put files in this folder.`;
    case "locked":
      return t`Someone is editing the file of this name. Try again later.`;
    case "unauthenticated":
      return t`You were signed out. Sign in, then try again.`;
    case "connection-lost":
      return t`The connection was lost. What was sent is kept; try again.`;
    case "unreadable":
      return t`This file can no longer be read on this computer. Was it moved or changed?`;
    case "invalid-input":
      return refusal.detail || t`The server does not accept this name.`;
    default:
      return refusal.detail || t`The server refused this file. Try again.`;
  }
}

const STATES: Record<Phase, TrayItem["state"]> = {
  waiting: "waiting",
  checking: "running",
  opening: "running",
  sending: "running",
  pausing: "waiting",
  asking: "waiting",
  done: "done",
  skipped: "cancelled",
  failed: "failed",
  cancelled: "cancelled",
};

/** Transfers are never changed, only replaced: what was said of one stays true of it. */
const lines = new WeakMap<Transfer, TrayItem>();

function lineOf(transfer: Transfer, queue: Queue): TrayItem {
  const known = lines.get(transfer);
  if (known) return known;
  const line: TrayItem = {
    id: transfer.id,
    name: transfer.path,
    state: STATES[transfer.phase],
    progress: transfer.size === 0 ? 0 : (transfer.offset + transfer.inFlight) / transfer.size,
    detail: transfer.refusal ? refusalWords(transfer.refusal) : undefined,
    onCancel: () => queue.cancel(transfer.id),
    onRetry: () => queue.retry(transfer.id),
  };
  lines.set(transfer, line);
  return line;
}

export function trayTask(snapshot: Snapshot, queue: Queue, formats: Formats): TrayTask {
  const { counts, order, transfers, totalBytes, doneBytes } = snapshot;
  const going = unfinished(snapshot);
  const total = counts.done + going;
  const broken = counts.pausing > 0 && counts.sending + counts.opening + counts.checking === 0;
  const items = order.flatMap((id) => {
    const transfer = transfers.get(id);
    return transfer ? [lineOf(transfer, queue)] : [];
  });
  return {
    id: TASK,
    title: titleWords(snapshot, total, broken),
    detail: detailWords(snapshot, total, formats),
    state:
      going > 0
        ? broken || counts.asking === going
          ? "paused"
          : "running"
        : counts.failed > 0
          ? "failed"
          : "done",
    progress: totalBytes > 0 ? doneBytes / totalBytes : total > 0 ? counts.done / total : 1,
    items,
    onCancel: going > 0 ? () => queue.cancelAll() : undefined,
    onRetry: counts.failed > 0 ? () => queue.retryFailed() : undefined,
    onDismiss: () => queue.clear(),
  };
}

export function unfinished({ counts }: Snapshot): number {
  return counts.waiting + counts.checking + counts.opening + counts.sending + counts.pausing + counts.asking;
}

function titleWords({ counts }: Snapshot, total: number, broken: boolean): string {
  const going = total - counts.done;
  if (going > 0 && broken) return t`Waiting for the connection…`;
  if (going > 0 && going === counts.asking) return t`Waiting for your answer`;
  if (going > 0) return plural(total, { one: "Uploading # item", other: "Uploading # items" });
  if (counts.failed > 0) {
    return plural(counts.failed, {
      one: "# item could not be uploaded",
      other: "# items could not be uploaded",
    });
  }
  if (counts.done === 0) return t`Upload cancelled`;
  return plural(counts.done, { one: "# item uploaded", other: "# items uploaded" });
}

function detailWords(snapshot: Snapshot, total: number, { size, number }: Formats): string | undefined {
  const { counts, totalBytes, doneBytes, secondsLeft } = snapshot;
  if (unfinished(snapshot) === 0) {
    if (counts.failed > 0 && counts.done > 0) {
      return plural(counts.done, { one: "# other item is uploaded", other: "# other items are uploaded" });
    }
    return undefined;
  }
  const sent = size(doneBytes);
  const all = size(totalBytes);
  const parts = [t`${number(counts.done)} of ${number(total)}`, t`${sent} of ${all}`];
  if (secondsLeft !== null && counts.sending > 0) parts.push(timeLeft(secondsLeft));
  return parts.join(" · ");
}

/** Rounded as people say it: nobody needs "7 minutes 13 seconds". */
export function timeLeft(seconds: number): string {
  if (seconds < 10) return t`a few seconds left`;
  if (seconds < 60)
    return plural(Math.ceil(seconds / 10) * 10, { one: "# second left", other: "# seconds left" });
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 60) return plural(minutes, { one: "# minute left", other: "# minutes left" });
  return plural(Math.round(minutes / 60), { one: "about # hour left", other: "about # hours left" });
}
