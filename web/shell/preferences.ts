// Changes to one's own profile that are shown at once and taken back if the server refuses.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { changeProfile, meQuery } from "~/api/accounts";
import type { ProfileChange } from "~/api/types";
import { problemWords, toast } from "~/kit";

export function usePreferences(): (change: ProfileChange) => void {
  const queries = useQueryClient();
  const { mutate } = useMutation({
    mutationFn: changeProfile,
    onMutate: async (change) => {
      await queries.cancelQueries({ queryKey: meQuery.queryKey });
      const before = queries.getQueryData(meQuery.queryKey);
      if (before) queries.setQueryData(meQuery.queryKey, { ...before, ...change });
      return before;
    },
    onSuccess: (me) => queries.setQueryData(meQuery.queryKey, me),
    onError: (error, _change, before) => {
      queries.setQueryData(meQuery.queryKey, before);
      const { what, next } = problemWords(error);
      toast(`${what} ${next}`, { tone: "bad" });
    },
  });
  return mutate;
}
