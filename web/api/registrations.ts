// Operations of the accounts tool on joining by oneself: who may, who asks, and whoever follows the letter.
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { get, post, put } from "./client";
import type {
  Id,
  Me,
  Newcomer,
  PageOf,
  Registering,
  Registration,
  RegistrationAsk,
  RegistrationOpen,
  RegistrationRules,
  RegistrationRulesDraft,
} from "./types";

const ALL = "/api/accounts/registrations";
const RULES = "/api/accounts/registration-rules";

export const REGISTRATIONS = ["accounts", "registrations"];

/** Whether one may join by oneself. */
export const registrationOpenQuery = queryOptions({
  queryKey: ["accounts", "registration"],
  queryFn: ({ signal }) => get<RegistrationOpen>("/api/accounts/registration", { signal }),
  staleTime: 60_000,
  retry: false,
});

export const registrationRulesQuery = queryOptions({
  queryKey: ["accounts", "registration-rules"],
  queryFn: ({ signal }) => get<RegistrationRules>(RULES, { signal }),
});
export const putRegistrationRules = (draft: RegistrationRulesDraft) =>
  put<RegistrationRules>(RULES, { json: draft });

export const registrationsQuery = infiniteQueryOptions({
  queryKey: REGISTRATIONS,
  initialPageParam: null as string | null,
  queryFn: ({ pageParam, signal }) =>
    get<PageOf<Registration>>(ALL, { query: { limit: 50, after: pageParam }, signal }),
  getNextPageParam: (page) => page.next,
});
export const decideRegistrations = (registrations: readonly Id[], accept: boolean, note: string) =>
  post<{ decided: Id[] }>(`${ALL}/decide`, { json: { registrations, accept, note } });

export const askToRegister = (asking: RegistrationAsk) => post<void>(ALL, { json: asking });
/** The same by an invitation that is for some domains. */
export const askByInvitation = (token: string, asking: RegistrationAsk) =>
  post<void>(`/api/accounts/joining/${encodeURIComponent(token)}/address`, { json: asking });

const registering = (token: string) => `/api/accounts/registering/${encodeURIComponent(token)}`;

export const registeringQuery = (token: string) =>
  queryOptions({
    queryKey: ["accounts", "registering", token],
    queryFn: ({ signal }) => get<Registering>(registering(token), { signal }),
    retry: false,
  });
export const confirmRegistration = (token: string) => post<Registering>(`${registering(token)}/confirm`);
export const register = (token: string, newcomer: Newcomer) =>
  post<Me>(registering(token), { json: newcomer });
