// Operations of the accounts tool.
import { queryOptions } from "@tanstack/react-query";
import { get, idempotent, patch, post, put, remove } from "./client";
import { isProblem } from "./problem";
import type {
  AppPassword,
  Audience,
  CardField,
  DeviceLogin,
  Id,
  LookAs,
  Me,
  NewAppPassword,
  PageOf,
  PersonCard,
  ProfileChange,
  Session,
  SignIn,
  Telling,
} from "./types";

const ME = "/api/accounts/me";

/** The start of every cache key of the tool: what was done to the account also stands in its journal. */
export const ACCOUNTS = ["accounts"];

export const signIn = (credentials: SignIn) => post<Me>("/api/accounts/session", { json: credentials });
export const signOut = () => remove("/api/accounts/session");

export const changeProfile = (change: ProfileChange) => patch<Me>(ME, { json: change });
export const putPhoto = (image: Blob) =>
  put<Me>(`${ME}/photo`, { body: image, headers: { "Content-Type": image.type } });
export const removePhoto = () => remove<Me>(`${ME}/photo`);
export const changePassword = (current: string, next: string) =>
  put<void>(`${ME}/password`, { json: { current, new: next } });

export const endSession = (id: Id) => remove(`${ME}/sessions/${id}`);
export const endOtherSessions = () => remove(`${ME}/sessions`, { query: { others: true } });
export const endAllSessions = () => remove(`${ME}/sessions`);

export const createAppPassword = (label: string) =>
  post<NewAppPassword>(`${ME}/app-passwords`, { json: { label }, headers: idempotent() });
export const revokeAppPassword = (id: Id) => remove(`${ME}/app-passwords/${id}`);

const deviceLogin = (token: string) => `/api/accounts/device-logins/${encodeURIComponent(token)}`;
export const grantDeviceLogin = (token: string, label: string) =>
  post<void>(`${deviceLogin(token)}/grant`, { json: { label } });
export const refuseDeviceLogin = (token: string) => post<void>(`${deviceLogin(token)}/refuse`);

/** Who is signed in; null: nobody. */
export const meQuery = queryOptions({
  queryKey: ["accounts", "me"],
  queryFn: async ({ signal }): Promise<Me | null> => {
    try {
      return await get<Me>(ME, { signal });
    } catch (error) {
      // A new installation has no organisation yet: who is asked for that says so, and here nobody is signed in.
      if (isProblem(error, "unauthenticated") || isProblem(error, "unknown-host")) return null;
      throw error;
    }
  },
  staleTime: 5 * 60_000,
});

export const sessionsQuery = queryOptions({
  queryKey: ["accounts", "sessions"],
  queryFn: ({ signal }) => get<PageOf<Session>>(`${ME}/sessions`, { signal }),
});

export const appPasswordsQuery = queryOptions({
  queryKey: ["accounts", "app-passwords"],
  queryFn: ({ signal }) => get<PageOf<AppPassword>>(`${ME}/app-passwords`, { signal }),
});

/** What a program has asked for; `not-found` once it is answered or too old. */
export const deviceLoginQuery = (token: string) =>
  queryOptions({
    queryKey: ["accounts", "device-logins", token],
    queryFn: ({ signal }) => get<DeviceLogin>(deviceLogin(token), { signal }),
  });

/** What one tells others of oneself, and whom. */
export const tellingQuery = queryOptions({
  queryKey: [...meQuery.queryKey, "directory"],
  queryFn: ({ signal }) => get<Telling>(`${ME}/directory`, { signal }),
});

export type TellingChange = { [Field in CardField]?: { value?: string; audience?: Audience } };
export const changeTelling = (change: TellingChange) => patch<Telling>(`${ME}/directory`, { json: change });

/** One's own card, as others see it. */
export const ownCardQuery = (look: LookAs) =>
  queryOptions({
    queryKey: [...meQuery.queryKey, "card", look],
    queryFn: ({ signal }) => get<PersonCard>(`${ME}/card`, { query: { as: look }, signal }),
  });
