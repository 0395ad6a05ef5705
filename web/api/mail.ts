// The organisation's letters, for its administrators.
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { get, post } from "./client";
import type { Id, Letter, LetterStage, MailCheck, MailState, PageOf } from "./types";

const MAIL = "/api/organisations/mail";

/** The start of every cache key of letters. */
export const MAIL_KEY = ["organisations", "mail"];

const PAGE = 50;

export const mailQuery = queryOptions({
  queryKey: [...MAIL_KEY, "state"],
  queryFn: ({ signal }) => get<MailState>(MAIL, { signal }),
});

/** Asks other servers: some seconds, and not at every look. */
export const mailCheckQuery = queryOptions({
  queryKey: ["organisations", "mail-check"],
  queryFn: ({ signal }) => get<MailCheck>(`${MAIL}/check`, { signal }),
  staleTime: Number.POSITIVE_INFINITY,
});

export const lettersQuery = (state: LetterStage | undefined) =>
  infiniteQueryOptions({
    queryKey: [...MAIL_KEY, "letters", state ?? ""],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      get<PageOf<Letter>>(`${MAIL}/letters`, { query: { state, limit: PAGE, after: pageParam }, signal }),
    getNextPageParam: (page) => page.next,
  });

export const testMail = (to: string) => post<Letter>(`${MAIL}/test`, { json: { to } });
export const retryLetter = (id: Id) => post<Letter>(`${MAIL}/letters/${id}/retry`);
export const retryLetters = () => post<{ tried: number }>(`${MAIL}/retry`);
