// Operations of the accounts tool on ways back in: forgotten passwords, other addresses, help by administrators.
import { queryOptions } from "@tanstack/react-query";
import { get, idempotent, post, remove } from "./client";
import type {
  AddressChange,
  AddressPutBack,
  EmailChange,
  Id,
  Me,
  PasswordReset,
  Recoveries,
  ResetLetter,
  ResetLink,
  Resetting,
} from "./types";

const ALL = "/api/accounts";

/** Says the same whether there is such an account or not. */
export const forgotten = (login: string) => post<void>(`${ALL}/forgotten`, { json: { login } });

const reset = (token: string) => `${ALL}/resets/${encodeURIComponent(token)}`;

/** Whose password a link changes; `not-found` once it is used or over. */
export const resetQuery = (token: string) =>
  queryOptions({
    queryKey: ["accounts", "resets", token],
    queryFn: ({ signal }) => get<Resetting>(reset(token), { signal }),
    retry: false,
  });

export const resetPassword = (token: string, body: PasswordReset) => post<Me>(reset(token), { json: body });

const change = (token: string) => `${ALL}/address-changes/${encodeURIComponent(token)}`;

/** What a link about an address does; `not-found` once it is used or over. */
export const addressChangeQuery = (token: string) =>
  queryOptions({
    queryKey: ["accounts", "address-changes", token],
    queryFn: ({ signal }) => get<AddressChange>(change(token), { signal }),
    retry: false,
  });

export const confirmAddress = (token: string) => post<void>(`${change(token)}/confirm`);
/** Answers with the path where another password is chosen. */
export const undoAddress = (token: string) => post<AddressPutBack>(`${change(token)}/undo`);

/** The address that waits to be confirmed. */
export const emailChangeQuery = queryOptions({
  queryKey: ["accounts", "email-change"],
  queryFn: ({ signal }) => get<EmailChange>(`${ALL}/me/email-change`, { signal }),
});

export const askEmail = (email: string, password: string) =>
  post<void>(`${ALL}/me/email-change`, { json: { email, password } });
export const dropAskedEmail = () => remove(`${ALL}/me/email-change`);

/** What others did to one's way in lately. */
export const recoveriesQuery = queryOptions({
  queryKey: ["accounts", "recoveries"],
  queryFn: ({ signal }) => get<Recoveries>(`${ALL}/me/recoveries`, { signal }),
  staleTime: 5 * 60_000,
});

const managed = (id: Id) => `${ALL}/managed-people/${id}`;

export const sendResetLetter = (id: Id) => post<ResetLetter>(`${managed(id)}/reset-letter`);
/** The link is in the answer, and is not shown again. */
export const makeResetLink = (id: Id, password: string) =>
  post<ResetLink>(`${managed(id)}/reset-link`, { json: { password }, headers: idempotent() });
