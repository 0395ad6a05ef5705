// Operations of the accounts tool on groups.
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { get, patch, post, put, remove } from "./client";
import type {
  DeletedGroup,
  Entered,
  Group,
  GroupChange,
  GroupDetails,
  GroupEvent,
  GroupMember,
  GroupRequest,
  Id,
  NewGroup,
  PageOf,
  Space,
} from "./types";

const ALL = "/api/accounts/groups";
const DELETED = "/api/accounts/deleted-groups";

/** The start of the cache keys of groups. */
export const GROUPS = ["accounts", "groups"];

const PAGE = 60;

export const groupsQuery = (query: string) =>
  infiniteQueryOptions({
    queryKey: [...GROUPS, "pages", query],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      get<PageOf<Group>>(ALL, { query: { query, limit: PAGE, after: pageParam }, signal }),
    getNextPageParam: (page) => page.next,
  });

/** The first few whose name something typed fits. */
export const firstGroupsQuery = (query: string) =>
  queryOptions({
    queryKey: [...GROUPS, "first", query],
    queryFn: ({ signal }) => get<PageOf<Group>>(ALL, { query: { query, limit: 30 }, signal }),
  });

export const groupQuery = (id: Id) =>
  queryOptions({
    queryKey: [...GROUPS, "one", id],
    queryFn: ({ signal }) => get<GroupDetails>(`${ALL}/${id}`, { signal }),
  });

export const groupMembersQuery = (id: Id) =>
  infiniteQueryOptions({
    queryKey: [...GROUPS, "members", id],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      get<PageOf<GroupMember>>(`${ALL}/${id}/members`, { query: { limit: PAGE, after: pageParam }, signal }),
    getNextPageParam: (page) => page.next,
  });

export const groupHistoryQuery = (id: Id) =>
  infiniteQueryOptions({
    queryKey: [...GROUPS, "history", id],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      get<PageOf<GroupEvent>>(`${ALL}/${id}/history`, { query: { limit: 20, after: pageParam }, signal }),
    getNextPageParam: (page) => page.next,
  });

/** Those who ask to be in a group. */
export const groupRequestsQuery = (id: Id) =>
  queryOptions({
    queryKey: [...GROUPS, "requests", id],
    queryFn: ({ signal }) => get<PageOf<GroupRequest>>(`${ALL}/${id}/requests`, { signal }),
  });

/** Those that can come back: all of them for administrators, what they managed for others. */
export const deletedGroupsQuery = queryOptions({
  queryKey: [...GROUPS, "deleted"],
  queryFn: ({ signal }) => get<PageOf<DeletedGroup>>(DELETED, { query: { limit: 200 }, signal }),
});

/** What groups can have here. */
export const spacesQuery = queryOptions({
  queryKey: ["accounts", "spaces"],
  queryFn: ({ signal }) => get<PageOf<Space>>("/api/accounts/spaces", { signal }),
});

export const createGroup = (group: NewGroup) => post<Group>(ALL, { json: group });
export const changeGroup = (id: Id, change: GroupChange) => patch<Group>(`${ALL}/${id}`, { json: change });

export const deleteGroup = (id: Id) => remove(`${ALL}/${id}`);
export const restoreGroup = (id: Id) => post<Group>(`${DELETED}/${id}/restore`);

/** The reader comes into the group, or asks to. */
export const joinGroup = (id: Id) => post<Entered>(`${ALL}/${id}/join`);
export const withdrawRequest = (id: Id) => remove(`${ALL}/${id}/join`);
export const declineRequest = (group: Id, person: Id) => remove(`${ALL}/${group}/requests/${person}`);

/** Puts somebody into a group; `manager` is left as it is when it is absent. */
export const putMember = (group: Id, person: Id, manager?: boolean) =>
  put<void>(`${ALL}/${group}/members/${person}`, { json: { manager } });
export const dropMember = (group: Id, person: Id) => remove(`${ALL}/${group}/members/${person}`);

export const putInnerGroup = (group: Id, inner: Id) => put<void>(`${ALL}/${group}/groups/${inner}`);
export const dropInnerGroup = (group: Id, inner: Id) => remove(`${ALL}/${group}/groups/${inner}`);
