// Operations of the files tool. Sending the bytes of an upload is not here: it needs the progress events of
// XMLHttpRequest and lives with the upload engine of the tool.
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { get, idempotent, patch, post, remove, url } from "./client";
import type {
  ChildSort,
  Drive,
  Id,
  NewUpload,
  Node,
  NodeWithPath,
  PageOf,
  SortOrder,
  TrashedNode,
  Upload,
  Version,
} from "./types";

const NODES = "/api/files/nodes";

/** The start of every cache key of the tool: live events invalidate below it. */
export const FILES = "files";

export const drivesQuery = queryOptions({
  queryKey: [FILES, "drives"],
  queryFn: ({ signal }) => get<PageOf<Drive>>("/api/files/drives", { signal }),
});

export const nodeQuery = (id: Id) =>
  queryOptions({
    queryKey: [FILES, "node", id],
    queryFn: ({ signal }) => get<NodeWithPath>(`${NODES}/${id}`, { signal }),
  });

/** The first page is what somebody waits for; the later ones are fetched ahead of where they scroll. */
const FIRST_PAGE = 200;
const LATER_PAGES = 1000;

export const childrenQuery = (id: Id, sort: ChildSort = "name", order: SortOrder = "asc") =>
  infiniteQueryOptions({
    queryKey: [FILES, "children", id, sort, order],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      get<PageOf<Node>>(`${NODES}/${id}/children`, {
        query: { limit: pageParam === null ? FIRST_PAGE : LATER_PAGES, after: pageParam, sort, order },
        signal,
      }),
    getNextPageParam: (page) => page.next,
  });

export const recentQuery = (limit: number) =>
  queryOptions({
    queryKey: [FILES, "recent", limit],
    queryFn: ({ signal }) => get<PageOf<NodeWithPath>>("/api/files/recent", { query: { limit }, signal }),
  });

export const trashQuery = (driveId: Id) =>
  infiniteQueryOptions({
    queryKey: [FILES, "trash", driveId],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      get<PageOf<TrashedNode>>("/api/files/trash", {
        query: { drive_id: driveId, limit: 200, after: pageParam },
        signal,
      }),
    getNextPageParam: (page) => page.next,
  });

export const versionsQuery = (id: Id) =>
  queryOptions({
    queryKey: [FILES, "versions", id],
    queryFn: ({ signal }) => get<PageOf<Version>>(`${NODES}/${id}/versions`, { signal }),
  });

export const createFolder = (parentId: Id, name: string) =>
  post<Node>(NODES, { json: { parent_id: parentId, name, kind: "folder" }, headers: idempotent() });

/** Makes the folders of `path` below the parent, those that are missing only. */
export const ensureFolder = (parentId: Id, path: string) =>
  post<Node>("/api/files/folders", { json: { parent_id: parentId, path }, headers: idempotent() });

export interface NodeChange {
  name?: string;
  parent_id?: Id;
  if_exists?: "fail" | "rename";
}
export const changeNode = (id: Id, change: NodeChange, ifMatch?: string) =>
  patch<Node>(`${NODES}/${id}`, { json: change, ifMatch });

export interface CopyTo {
  parent_id: Id;
  name?: string;
  if_exists?: "fail" | "rename";
}
export const copyNode = (id: Id, to: CopyTo) =>
  post<Node>(`${NODES}/${id}/copy`, { json: to, headers: idempotent() });

/** To the trash, from where `restoreNode` brings it back. */
export const trashNode = (id: Id, ifMatch?: string) => remove(`${NODES}/${id}`, { ifMatch });
export const restoreNode = (id: Id) => post<Node>(`/api/files/trash/${id}/restore`);
export const deleteForGood = (id: Id) => remove(`/api/files/trash/${id}`);
export const emptyTrash = (driveId: Id) => remove("/api/files/trash", { query: { drive_id: driveId } });

export const createUpload = (upload: NewUpload, signal?: AbortSignal) =>
  post<Upload>("/api/files/uploads", { json: upload, headers: idempotent(), signal });
export const uploadState = (id: Id, signal?: AbortSignal) =>
  get<Upload>(`/api/files/uploads/${id}`, { signal });
export const abortUpload = (id: Id) => remove(`/api/files/uploads/${id}`);

export const contentUrl = (id: Id) => `${NODES}/${id}/content`;
export const downloadUrl = (id: Id) => `${NODES}/${id}/content?download=1`;
export const archiveUrl = (ids: Id[]) => url("/api/files/archive", { ids: ids.join(",") });
/** The ETag is in the address so that a changed picture is fetched anew and an unchanged one never. */
export const previewUrl = (node: Pick<Node, "id" | "etag">, size: 256 | 1024) =>
  url(`${NODES}/${node.id}/preview`, { size, v: node.etag });
