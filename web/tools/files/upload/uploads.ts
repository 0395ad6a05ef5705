// The one upload queue of the page, for the person who is signed in, and how the rest of Files feeds it.
import { plural, t } from "@lingui/core/macro";
import type { QueryClient } from "@tanstack/react-query";
import { meQuery } from "~/api/accounts";
import type { Id } from "~/api/types";
import { toast } from "~/kit";
import { folderChanged } from "../live";
import { entriesOf, gather, picked } from "./gather";
import { type Memory, storedMemory } from "./memory";
import { createQueue, type Item, type Queue } from "./queue";
import { httpTransport } from "./transport";

export interface Uploads {
  queue: Queue;
  memory: Memory;
}

let uploads: Uploads | null = null;

/** There is one queries client, and another person means another page: one queue is enough. */
export function uploadsOf(queries: QueryClient): Uploads {
  if (uploads !== null) return uploads;
  const personId = queries.getQueryData(meQuery.queryKey)?.id ?? "";
  const memory = storedMemory(window.localStorage, personId, Date.now);
  const queue = createQueue({
    transport: httpTransport,
    memory,
    now: () => performance.timeOrigin + performance.now(),
    random: Math.random,
    later: (ms, action) => {
      const timer = window.setTimeout(action, ms);
      return () => window.clearTimeout(timer);
    },
    onStored: (parentId) => folderChanged(queries, parentId),
  });
  window.addEventListener("online", () => queue.wake());
  uploads = { queue, memory };
  return uploads;
}

export function upload(queries: QueryClient, parentId: Id, items: readonly Item[]): void {
  if (items.length > 0) uploadsOf(queries).queue.add(parentId, items);
}

/** Call it inside the drop event. */
export async function uploadDropped(
  queries: QueryClient,
  parentId: Id,
  transfer: DataTransfer,
): Promise<void> {
  const entries = entriesOf(transfer);
  const { items, unreadable } = await gather(entries);
  upload(queries, parentId, items);
  if (unreadable.length > 0) {
    const [first] = unreadable;
    toast(
      plural(unreadable.length, {
        one: `“${first}” could not be read on this computer. The rest is on its way.`,
        other: "# files could not be read on this computer. The rest is on its way.",
      }),
      { tone: "bad" },
    );
  }
}

/** Opens the file picker of the system. */
export function pickAndUpload(queries: QueryClient, parentId: Id, what: "files" | "folder"): void {
  pick(what, (files) => upload(queries, parentId, picked(files)));
}

export function pick(what: "files" | "file" | "folder", onPicked: (files: File[]) => void): void {
  const input = document.createElement("input");
  input.type = "file";
  input.multiple = what === "files";
  if (what === "folder") input.webkitdirectory = true;
  // In the page, or some browsers forget the input before anything is picked.
  input.hidden = true;
  input.setAttribute("aria-label", t`Choose files`);
  document.body.append(input);
  input.addEventListener("change", () => {
    input.remove();
    onPicked([...(input.files ?? [])]);
  });
  input.addEventListener("cancel", () => input.remove());
  input.click();
}

/** Phones cannot pick a folder, whatever the property says. */
export function canPickFolder(): boolean {
  return "webkitdirectory" in HTMLInputElement.prototype && window.matchMedia("(pointer: fine)").matches;
}
