// How much is used and may be, for administrators.
import { queryOptions } from "@tanstack/react-query";
import { get, put } from "./client";
import { FILES } from "./files";
import type { Id, Storage, StoredDrive } from "./types";

const ALL = "/api/files/storage";

/** Whose files: a person's own, or the folder of a group. */
export type Stored = "personal" | "group";

/** The start of the cache keys of what is used. */
export const STORAGE = [FILES, "storage"];

export const storageQuery = queryOptions({
  queryKey: [...STORAGE, "all"],
  queryFn: ({ signal }) => get<Storage>(ALL, { signal }),
});

/** `not-found` where they never had any. */
export const storageOfQuery = (kind: Stored, owner: Id) =>
  queryOptions({
    queryKey: [...STORAGE, kind, owner],
    queryFn: ({ signal }) => get<StoredDrive>(`${ALL}/${kind}/${owner}`, { signal }),
    retry: false,
  });

/** null: the usual limit. */
export const limitStorage = (kind: string, owner: Id, limit: number | null) =>
  put<StoredDrive>(`${ALL}/${kind}/${owner}`, { json: { limit_bytes: limit } });
