// What the address of the results holds.

export interface SearchQuestion {
  q?: string;
  /** One kind of things only. */
  kind?: string;
}

const LONGEST = 200;
const KIND = /^[a-z][a-z-]{0,30}$/;

/** Keeps what means something: a mistyped address shows the page and not an error. */
export function readSearch(raw: Record<string, unknown>): SearchQuestion {
  const search: SearchQuestion = {};
  // The router reads a word of digits as a number.
  if (typeof raw.q === "string" || typeof raw.q === "number") search.q = String(raw.q).slice(0, LONGEST);
  if (search.q === "") search.q = undefined;
  if (typeof raw.kind === "string" && KIND.test(raw.kind)) search.kind = raw.kind;
  return search;
}
