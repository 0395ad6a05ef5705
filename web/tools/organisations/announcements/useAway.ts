import { useLingui } from "@lingui/react/macro";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ANNOUNCEMENTS, putAnnouncementAway, runningQuery, takeAnnouncementOut } from "~/api/announcements";
import type { Id } from "~/api/types";
import { problemWords, toast } from "~/kit";

/** Puts an announcement away, or takes it out again: seen at once here, on other devices when the server has it. */
export function useAway() {
  const { t } = useLingui();
  const queries = useQueryClient();
  const set = (id: Id, away: boolean) =>
    queries.setQueryData(
      runningQuery.queryKey,
      (now) =>
        now && { ...now, items: now.items.map((one) => (one.id === id ? { ...one, put_away: away } : one)) },
    );
  const settle = {
    onError: (error: Error) => {
      const { what, next } = problemWords(error);
      toast(`${what} ${next}`, { tone: "bad" });
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ANNOUNCEMENTS }),
  };
  const out = useMutation({ mutationFn: takeAnnouncementOut, onMutate: (id) => set(id, false), ...settle });
  const away = useMutation({
    mutationFn: putAnnouncementAway,
    onMutate: (id) => set(id, true),
    onSuccess: (_, id) => void toast(t`The announcement is hidden.`, { undo: () => out.mutate(id) }),
    ...settle,
  });
  return { putAway: away.mutate, takeOut: out.mutate };
}
