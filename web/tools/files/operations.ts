// What can be done with nodes. Each shows at once, tells what it did, can be taken back, and puts everything where it was
// when the server refuses.
import { t } from "@lingui/core/macro";
import type { QueryClient } from "@tanstack/react-query";
import {
  changeNode,
  copyNode,
  createFolder,
  deleteForGood,
  emptyTrash,
  FILES,
  restoreNode,
  trashNode,
} from "~/api/files";
import type { Drive, Id, Node, TrashedNode } from "~/api/types";
import { problemWords, removeTrayTask, setTrayTask, toast } from "~/kit";
import { changed, type Pages, without } from "./cache";
import { folderChanged } from "./live";
import { setLeaving, setNamed } from "./overlay";
import { type Outcome, together } from "./together";
import { undoable } from "./undo";
import { nameOrCount } from "./words";

/** A folder things can be put into. */
export interface Target {
  id: Id;
  name: string;
}

/** After this long, work of many parts shows how far it is. */
const SHOW_WORK_MS = 700;

let works = 0;

/** Runs `act` on each, with a line in the tray when it takes long. */
async function working<T, R>(
  title: string,
  items: readonly T[],
  act: (item: T) => Promise<R>,
): Promise<Outcome<T, R>> {
  works += 1;
  const id = `files.work.${works}`;
  const stop = new AbortController();
  let shown = false;
  let done = 0;
  const show = () => {
    shown = true;
    const detail = items.length > 1 ? t`${done} of ${items.length}` : undefined;
    setTrayTask({
      id,
      title,
      detail,
      state: "running",
      progress: done / items.length,
      items: [],
      onCancel: items.length > 1 ? () => stop.abort() : undefined,
    });
  };
  const timer = window.setTimeout(show, SHOW_WORK_MS);
  try {
    return await together(items, act, {
      signal: stop.signal,
      onProgress: (count) => {
        done = count;
        if (shown) show();
      },
    });
  } finally {
    window.clearTimeout(timer);
    removeTrayTask(id);
  }
}

function tellFailures(failed: readonly { item: { name: string }; error: unknown }[]): void {
  const [first] = failed;
  if (first === undefined) return;
  const { what, next } = problemWords(first.error);
  const which = nameOrCount(failed.map(({ item }) => item));
  toast(t`${which}: ${what} ${next}`, { tone: "bad" });
}

function removeFromLists(queries: QueryClient, ids: ReadonlySet<Id>): void {
  queries.setQueriesData<Pages<Node>>(
    { queryKey: [FILES, "children"] },
    (pages) => pages && without(pages, ids),
  );
}

function idsOf(outcome: Outcome<{ id: Id }, unknown>): Set<Id> {
  return new Set(outcome.done.map(({ item }) => item.id));
}

/** Throws `Problem` when refused; the name is then as it was. */
export async function rename(queries: QueryClient, node: Node, name: string): Promise<void> {
  setNamed(node.id, name);
  try {
    const after = await changeNode(node.id, { name });
    queries.setQueriesData<Pages<Node>>(
      { queryKey: [FILES, "children"] },
      (pages) => pages && changed(pages, node.id, after),
    );
    toast(t`“${node.name}” is now called “${after.name}”.`, {
      undo: undoable(
        () => void rename(queries, after, node.name).catch((error) => tellFailures([{ item: after, error }])),
      ),
    });
  } finally {
    setNamed(node.id, null);
    if (node.parent_id !== null) folderChanged(queries, node.parent_id);
    void queries.invalidateQueries({ queryKey: [FILES, "node", node.id] });
  }
}

export async function move(queries: QueryClient, nodes: readonly Node[], target: Target): Promise<void> {
  const moving = nodes.filter((node) => node.parent_id !== target.id && node.id !== target.id);
  if (moving.length === 0) return;
  for (const node of moving) if (node.parent_id !== null) setLeaving([node.id], node.parent_id);
  const outcome = await working(t`Moving ${nameOrCount(moving)}`, moving, (node) =>
    changeNode(node.id, { parent_id: target.id, if_exists: "rename" }),
  );
  removeFromLists(queries, idsOf(outcome));
  setLeaving(
    moving.map((node) => node.id),
    null,
  );
  for (const parent of parentsOf(moving)) folderChanged(queries, parent);
  folderChanged(queries, target.id);
  for (const { id } of moving) void queries.invalidateQueries({ queryKey: [FILES, "node", id] });
  tellFailures(outcome.failed);
  if (outcome.done.length === 0) return;
  const moved = outcome.done.map(({ item }) => item);
  toast(t`${nameOrCount(moved)} moved to “${target.name}”.`, {
    undo: undoable(() => void moveBack(queries, outcome)),
  });
}

async function moveBack(queries: QueryClient, moved: Outcome<Node, Node>): Promise<void> {
  const outcome = await together(moved.done, async ({ item: before, result: after }) => {
    if (before.parent_id === null) return;
    setLeaving([after.id], after.parent_id);
    const name = before.name === after.name ? undefined : before.name;
    await changeNode(after.id, { parent_id: before.parent_id, name, if_exists: "rename" });
  });
  const back = moved.done.map(({ result }) => result);
  setLeaving(
    back.map(({ id }) => id),
    null,
  );
  for (const parent of [...parentsOf(back), ...parentsOf(moved.done.map(({ item }) => item))]) {
    folderChanged(queries, parent);
  }
  tellFailures(outcome.failed.map(({ item, error }) => ({ item: item.item, error })));
  if (outcome.done.length > 0)
    toast(t`${nameOrCount(outcome.done.map(({ item }) => item.item))} moved back.`);
}

export async function copy(queries: QueryClient, nodes: readonly Node[], target: Target): Promise<Node[]> {
  const outcome = await working(t`Copying ${nameOrCount(nodes)}`, nodes, (node) =>
    copyNode(node.id, { parent_id: target.id, if_exists: "rename" }),
  );
  folderChanged(queries, target.id);
  tellFailures(outcome.failed);
  const copies = outcome.done.map(({ result }) => result);
  if (copies.length > 0) {
    const copied = outcome.done.map(({ item }) => item);
    toast(t`${nameOrCount(copied)} copied to “${target.name}”.`, {
      undo: undoable(() => void trash(queries, copies, { silent: true })),
    });
  }
  return copies;
}

export async function trash(
  queries: QueryClient,
  nodes: readonly Node[],
  options: { silent?: boolean } = {},
): Promise<void> {
  for (const node of nodes) if (node.parent_id !== null) setLeaving([node.id], node.parent_id);
  const outcome = await working(t`Moving ${nameOrCount(nodes)} to the trash`, nodes, (node) =>
    trashNode(node.id),
  );
  removeFromLists(queries, idsOf(outcome));
  setLeaving(
    nodes.map((node) => node.id),
    null,
  );
  for (const parent of parentsOf(nodes)) folderChanged(queries, parent);
  tellFailures(outcome.failed);
  const gone = outcome.done.map(({ item }) => item);
  if (gone.length === 0 || options.silent) return;
  toast(t`${nameOrCount(gone)} moved to the trash.`, { undo: undoable(() => void untrash(queries, gone)) });
}

async function untrash(queries: QueryClient, nodes: readonly Node[]): Promise<void> {
  const outcome = await together(nodes, (node) => restoreNode(node.id));
  for (const parent of parentsOf(outcome.done.map(({ result }) => result))) folderChanged(queries, parent);
  tellFailures(outcome.failed);
  const back = outcome.done.map(({ result }) => result);
  if (back.length > 0) toast(t`${nameOrCount(back)} restored.`);
}

/** Out of the trash, to where it was or to the root of the drive. */
export async function restore(queries: QueryClient, things: readonly TrashedNode[]): Promise<void> {
  const outcome = await leavingTrash(queries, things, t`Restoring ${nameOrCount(things)}`, (thing) =>
    restoreNode(thing.id),
  );
  const back = outcome.done.map(({ result }) => result);
  for (const parent of parentsOf(back)) folderChanged(queries, parent);
  if (back.length === 0) return;
  toast(t`${nameOrCount(back)} restored.`, {
    undo: undoable(() => void trash(queries, back, { silent: true })),
  });
}

export async function removeForGood(queries: QueryClient, things: readonly TrashedNode[]): Promise<void> {
  const outcome = await leavingTrash(queries, things, t`Deleting ${nameOrCount(things)} for good`, (thing) =>
    deleteForGood(thing.id),
  );
  if (outcome.done.length > 0)
    toast(t`${nameOrCount(outcome.done.map(({ item }) => item))} deleted for good.`);
}

async function leavingTrash<R>(
  queries: QueryClient,
  things: readonly TrashedNode[],
  title: string,
  act: (thing: TrashedNode) => Promise<R>,
): Promise<Outcome<TrashedNode, R>> {
  const ids = things.map(({ id }) => id);
  for (const thing of things) setLeaving([thing.id], thing.drive_id);
  const outcome = await working(title, things, act);
  const gone = idsOf(outcome);
  queries.setQueriesData<Pages<TrashedNode>>(
    { queryKey: [FILES, "trash"] },
    (pages) => pages && without(pages, gone),
  );
  setLeaving(ids, null);
  void queries.invalidateQueries({ queryKey: [FILES, "trash"] });
  void queries.invalidateQueries({ queryKey: [FILES, "drives"] });
  tellFailures(outcome.failed);
  return outcome;
}

/** The server empties it in the background; the list is empty at once. Throws `Problem`. */
export async function emptyWholeTrash(queries: QueryClient, drive: Drive): Promise<void> {
  await emptyTrash(drive.id);
  queries.setQueriesData<Pages<TrashedNode>>(
    { queryKey: [FILES, "trash", drive.id] },
    (pages) => pages && { ...pages, pages: pages.pages.map((page) => ({ ...page, items: [], next: null })) },
  );
  folderChanged(queries, drive.root_id);
  toast(t`The trash is empty.`);
}

/** Throws `Problem` when refused. */
export async function makeFolder(queries: QueryClient, parentId: Id, name: string): Promise<Node> {
  const folder = await createFolder(parentId, name);
  await queries.invalidateQueries({ queryKey: [FILES, "children", parentId] });
  toast(t`“${folder.name}” created.`, {
    undo: undoable(() => void trash(queries, [folder], { silent: true })),
  });
  return folder;
}

function parentsOf(nodes: readonly Node[]): Set<Id> {
  return new Set(nodes.map((node) => node.parent_id).filter((id): id is Id => id !== null));
}
