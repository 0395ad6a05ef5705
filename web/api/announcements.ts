// What administrators tell everybody above every page.
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { get, idempotent, post, put, remove } from "./client";
import type {
  Announcement,
  AnnouncementChange,
  AnnouncementDraft,
  Id,
  PageOf,
  RunningAnnouncement,
} from "./types";

const ALL = "/api/organisations/announcements";

/** The start of the cache keys of announcements, for administrators and for whom they are for. */
export const ANNOUNCEMENTS = ["organisations", "announcements"];

export const runningQuery = queryOptions({
  queryKey: [...ANNOUNCEMENTS, "running"],
  queryFn: ({ signal }) => get<PageOf<RunningAnnouncement>>(`${ALL}/running`, { signal }),
  staleTime: 5 * 60_000,
});

export const announcementsQuery = infiniteQueryOptions({
  queryKey: [...ANNOUNCEMENTS, "all"],
  initialPageParam: null as string | null,
  queryFn: ({ pageParam, signal }) => get<PageOf<Announcement>>(ALL, { query: { after: pageParam }, signal }),
  getNextPageParam: (page) => page.next,
});

export const createAnnouncement = (draft: AnnouncementDraft) =>
  post<Announcement>(ALL, { json: draft, headers: idempotent() });
export const changeAnnouncement = (id: Id, change: AnnouncementChange) =>
  put<Announcement>(`${ALL}/${id}`, { json: change });
export const endAnnouncement = (id: Id) => post<Announcement>(`${ALL}/${id}/end`);
export const removeAnnouncement = (id: Id) => remove(`${ALL}/${id}`);
export const restoreAnnouncement = (id: Id) => post<Announcement>(`${ALL}/${id}/restore`);
export const putAnnouncementAway = (id: Id) => put<void>(`${ALL}/${id}/put-away`);
export const takeAnnouncementOut = (id: Id) => remove(`${ALL}/${id}/put-away`);
