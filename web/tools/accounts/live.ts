// Turns events into what has to be fetched again.
import type { QueryClient } from "@tanstack/react-query";
import { appPasswordsQuery, meQuery } from "~/api/accounts";
import { GROUPS } from "~/api/groups";
import { MANAGED_PEOPLE, PEOPLE } from "~/api/people";
import { recoveriesQuery } from "~/api/recovery";
import { throttledBy } from "~/shell/throttle";

/** Many may come into groups at once. */
const QUIET_MS = 700;

const groupsChanged = throttledBy<QueryClient>(
  QUIET_MS,
  (queries) => void queries.invalidateQueries({ queryKey: GROUPS }),
  (ms, run) => void window.setTimeout(run, ms),
);

export function onAccountsEvent(kind: string, _data: unknown, queries: QueryClient): void {
  if (kind === "accounts.me") {
    // What somebody is and is in also decides what they see of others.
    for (const queryKey of [meQuery.queryKey, recoveriesQuery.queryKey, PEOPLE, MANAGED_PEOPLE])
      void queries.invalidateQueries({ queryKey });
  }
  if (kind === "accounts.me" || kind === "accounts.groups") groupsChanged(queries);
  if (kind === "accounts.devices") void queries.invalidateQueries({ queryKey: appPasswordsQuery.queryKey });
}
