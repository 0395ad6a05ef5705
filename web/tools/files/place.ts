// Where somebody is in Files, as the address says it. Every place, order of a list, selection and preview has a link.
import type { ChildSort, Drive, Id, Node, SortOrder } from "~/api/types";

/** What follows the path of an address of Files. */
export interface PlaceSearch {
  sort?: ChildSort;
  order?: SortOrder;
  /** The file that is looked at over the list. */
  preview?: Id;
  /** Ids, with commas between them. */
  selected?: string;
}

const SORTS: readonly ChildSort[] = ["name", "modified", "size"];
const ID = /^[0-9a-f-]{36}$/i;
/** More would make an address that mail programs cut. */
const MOST_SELECTED = 20;

/** Keeps what means something, so that a mistyped address shows the folder and not an error. */
export function readSearch(raw: Record<string, unknown>): PlaceSearch {
  const search: PlaceSearch = {};
  const sort = SORTS.find((known) => known === raw.sort);
  if (sort !== undefined) search.sort = sort;
  if (raw.order === "asc" || raw.order === "desc") search.order = raw.order;
  if (typeof raw.preview === "string" && ID.test(raw.preview)) search.preview = raw.preview;
  const selected = typeof raw.selected === "string" ? readSelected(raw.selected) : [];
  if (selected.length > 0) search.selected = selected.join(",");
  return search;
}

export function readSelected(text: string | undefined): Id[] {
  return (text ?? "").split(",").filter((id) => ID.test(id));
}

/** undefined: nothing, or more than an address can carry. */
export function writeSelected(ids: ReadonlySet<Id>): string | undefined {
  return ids.size === 0 || ids.size > MOST_SELECTED ? undefined : [...ids].join(",");
}

export interface Order {
  sort: ChildSort;
  order: SortOrder;
}

/** What is new and what is large is looked for first. */
export function orderOf(search: PlaceSearch): Order {
  const sort = search.sort ?? "name";
  return { sort, order: search.order ?? (sort === "name" ? "asc" : "desc") };
}

/** A second press on the same heading turns the order round. Defaults are left out of the address. */
export function ordered(search: PlaceSearch, sort: ChildSort): Pick<PlaceSearch, "sort" | "order"> {
  const now = orderOf(search);
  const first = orderOf({ sort }).order;
  const order = now.sort === sort ? (now.order === "asc" ? "desc" : "asc") : first;
  return { sort: sort === "name" ? undefined : sort, order: order === first ? undefined : order };
}

/** The address of a drive. */
export function drivePath(drive: Pick<Drive, "id" | "kind">): string {
  return drive.kind === "personal" ? "/files" : `/files/d/${drive.id}`;
}

/** The address of a folder: a root is known by its drive. */
export function folderPath(folderId: Id, drives: readonly Drive[]): string {
  const drive = drives.find((candidate) => candidate.root_id === folderId);
  return drive ? drivePath(drive) : `/files/f/${folderId}`;
}

/** The address that shows a node where it is: a folder opened, a file selected in its folder. */
export function nodeLink(node: Pick<Node, "id" | "kind" | "parent_id">, drives: readonly Drive[]): string {
  if (node.kind === "folder" || node.parent_id === null) return folderPath(node.id, drives);
  return `${folderPath(node.parent_id, drives)}?selected=${node.id}`;
}

/** Where other programs find a node. `path` is from the root of the drive, without the root itself. */
export function davAddress(
  origin: string,
  handle: string,
  drive: Pick<Drive, "kind" | "name">,
  path: readonly string[],
  kind: Node["kind"],
): string {
  const steps = drive.kind === "personal" ? path : [drive.name, ...path];
  const end = kind === "folder" && steps.length > 0 ? "/" : "";
  return `${origin}/dav/files/${encodeURIComponent(handle)}/${steps.map(encodeURIComponent).join("/")}${end}`;
}
