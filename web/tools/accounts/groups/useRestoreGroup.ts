import { useLingui } from "@lingui/react/macro";
import { type UseMutationResult, useMutation, useQueryClient } from "@tanstack/react-query";
import { FILES } from "~/api/files";
import { GROUPS, restoreGroup } from "~/api/groups";
import type { Group, GroupRef } from "~/api/types";
import { problemWords, toast } from "~/kit";

/** Brings a deleted group back, and says under which name. */
export function useRestoreGroup(): UseMutationResult<Group, Error, GroupRef> {
  const { t } = useLingui();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ id }: GroupRef) => restoreGroup(id),
    onSuccess: (back, { name }) =>
      toast(
        back.name === name
          ? t`The group ${name} is back, with its people and its files.`
          : t`The group is back with its people and its files, as ${back.name}: another one is called ${name} now.`,
      ),
    onError: (error) => {
      const { what, next } = problemWords(error);
      toast(`${what} ${next}`, { tone: "bad" });
    },
    onSettled: () => {
      void queries.invalidateQueries({ queryKey: GROUPS });
      void queries.invalidateQueries({ queryKey: [FILES, "drives"] });
    },
  });
}
