import { useQuery } from "@tanstack/react-query";
import { appPasswordsQuery } from "~/api/accounts";
import type { Id } from "~/api/types";

const ASK_MS = 3000;

/** Whether the device password has been used yet; asks until it has. */
export function useInUse(id: Id): boolean {
  const { data } = useQuery({
    ...appPasswordsQuery,
    refetchInterval: ({ state }) => (isUsed(state.data?.items, id) ? false : ASK_MS),
  });
  return isUsed(data?.items, id);
}

function isUsed(items: readonly { id: Id; last_used_at: string | null }[] | undefined, id: Id): boolean {
  return items?.some((password) => password.id === id && password.last_used_at !== null) ?? false;
}
