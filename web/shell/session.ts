// Who is here: the organisation of this address and the person signed in, for every page.
import { useQuery, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { meQuery, signOut } from "~/api/accounts";
import { organisationQuery } from "~/api/organisations";
import type { Me, Organisation } from "~/api/types";
import { forgetThings } from "./palette/recents";

export function useOrganisation(): Organisation {
  return useSuspenseQuery(organisationQuery).data;
}

/** The person signed in. Only for pages that the shell shows to nobody else. */
export function useMe(): Me {
  const { data } = useSuspenseQuery(meQuery);
  // While a session is over, its pages stay mounted behind the sign-in page with the last person they knew.
  if (data) lastMe = data;
  if (lastMe === null) throw new Error("a page for members was shown to nobody");
  return lastMe;
}
let lastMe: Me | null = null;

export function useMaybeMe(): Me | null {
  return useQuery(meQuery).data ?? null;
}

/** Puts a new state of the person into the cache, as the answer to a change. */
export function useSetMe(): (me: Me) => void {
  const queries = useQueryClient();
  return (me) => queries.setQueryData(meQuery.queryKey, me);
}

export const isMainAdmin = (me: Me) => me.role === "owner";
export const isAdmin = (me: Me) => me.role === "owner" || me.role === "admin";

/** Leaves, and loads the page anew: nothing of one person stays in memory for the next. */
export async function leave(to = "/"): Promise<void> {
  await stopPushes();
  await signOut();
  forgetThings();
  window.location.assign(to);
}

/** Whoever comes next in this browser is not pushed what was for the one before. */
async function stopPushes(): Promise<void> {
  try {
    const registration = await navigator.serviceWorker?.getRegistration("/");
    await (await registration?.pushManager?.getSubscription())?.unsubscribe();
  } catch {
    // The server sends nothing once the session is over, whatever the browser still expects.
  }
}
