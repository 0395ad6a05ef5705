// Turns events into what has to be fetched again: only the folders that changed, and each at most once in a while, however
// many files somebody uploads there. What is fetched replaces what is shown without moving it.
import type { QueryClient } from "@tanstack/react-query";
import { FILES } from "~/api/files";
import type { EventData, Id } from "~/api/types";
import { throttledBy } from "~/shell/throttle";

const QUIET_MS = 700;
/** A gauge may lag. */
const DRIVES_QUIET_MS = 3_000;

interface Refresher {
  queries: QueryClient;
  folder: (id: Id) => void;
  drives: (key: "drives") => void;
}

let refresher: Refresher | null = null;

function refresherOf(queries: QueryClient): Refresher {
  if (refresher?.queries === queries) return refresher;
  const later = (ms: number, run: () => void) => void window.setTimeout(run, ms);
  refresher = {
    queries,
    folder: throttledBy(
      QUIET_MS,
      (id) => void queries.invalidateQueries({ queryKey: [FILES, "children", id] }),
      later,
    ),
    drives: throttledBy(
      DRIVES_QUIET_MS,
      () => {
        void queries.invalidateQueries({ queryKey: [FILES, "drives"] });
        void queries.invalidateQueries({ queryKey: [FILES, "recent"] });
        void queries.invalidateQueries({ queryKey: [FILES, "trash"] });
      },
      later,
    ),
  };
  return refresher;
}

/** The contents of this folder are not what they were. */
export function folderChanged(queries: QueryClient, id: Id): void {
  const refresh = refresherOf(queries);
  refresh.folder(id);
  refresh.drives("drives");
}

export function onFilesEvent(kind: string, data: unknown, queries: QueryClient): void {
  // The usual limit may be another.
  if (kind === "files.drives" || kind === "organisations.changed") {
    void queries.invalidateQueries({ queryKey: [FILES, "drives"] });
    return;
  }
  if (kind !== "files.changed") return;
  const { parent_ids, node_ids } = data as EventData["files.changed"];
  for (const id of parent_ids) folderChanged(queries, id);
  for (const id of node_ids) {
    void queries.invalidateQueries({ queryKey: [FILES, "node", id] });
    void queries.invalidateQueries({ queryKey: [FILES, "versions", id] });
  }
}
