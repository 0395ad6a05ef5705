// Operations of the accounts tool on invitations: those who make them, and whoever follows one.
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { get, idempotent, post, remove } from "./client";
import type {
  Id,
  Invitation,
  InvitationDraft,
  InvitationLink,
  InvitationsDraft,
  InvitedSeveral,
  Joining,
  Me,
  Newcomer,
  PageOf,
} from "./types";

const ALL = "/api/accounts/invitations";

/** The start of the cache keys of invitations. */
export const INVITATIONS = ["accounts", "invitations"];

export const invitationsQuery = infiniteQueryOptions({
  queryKey: INVITATIONS,
  initialPageParam: null as string | null,
  queryFn: ({ pageParam, signal }) =>
    get<PageOf<Invitation>>(ALL, { query: { limit: 60, after: pageParam }, signal }),
  getNextPageParam: (page) => page.next,
});

/** The link is in the answer, and is not shown again. */
export const createInvitation = (draft: InvitationDraft) =>
  post<InvitationLink>(ALL, { json: draft, headers: idempotent() });
/** Each address of a pasted list, by a link of its own. */
export const createInvitations = (draft: InvitationsDraft) =>
  post<InvitedSeveral>(`${ALL}/several`, { json: draft, headers: idempotent() });
/** By a letter with a new link. */
export const sendInvitation = (id: Id) => post<InvitationLink>(`${ALL}/${id}/send`);
export const renewInvitation = (id: Id) => post<InvitationLink>(`${ALL}/${id}/renew`);
export const revokeInvitation = (id: Id) => remove(`${ALL}/${id}`);

const joining = (token: string) => `/api/accounts/joining/${encodeURIComponent(token)}`;

/** What a link leads to; `not-found` once it is used up, over or taken back. */
export const joiningQuery = (token: string) =>
  queryOptions({
    queryKey: ["accounts", "joining", token],
    queryFn: ({ signal }) => get<Joining>(joining(token), { signal }),
    retry: false,
  });

export const join = (token: string, newcomer: Newcomer) => post<Me>(joining(token), { json: newcomer });
