// The way into a group for those who are not in it: at once, or by asking.
import { Trans, useLingui } from "@lingui/react/macro";
import { IconLogin2 } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { FILES } from "~/api/files";
import { dropMember, GROUPS, joinGroup, withdrawRequest } from "~/api/groups";
import type { Group } from "~/api/types";
import { Button, problemWords, toast } from "~/kit";
import { useMe } from "~/shell/session";

export function EnterGroup({ group }: { group: Group }) {
  const { t } = useLingui();
  const me = useMe();
  const queries = useQueryClient();
  const refresh = () => {
    void queries.invalidateQueries({ queryKey: [FILES, "drives"] });
    return queries.invalidateQueries({ queryKey: GROUPS });
  };
  const say = (error: unknown) => {
    const { what, next } = problemWords(error);
    toast(`${what} ${next}`, { tone: "bad" });
  };
  const back = useMutation({
    mutationFn: (take: () => Promise<void>) => take(),
    onSuccess: () => toast(t`That is undone.`),
    onError: say,
    onSettled: refresh,
  });
  const enter = useMutation({
    mutationFn: () => joinGroup(group.id),
    onSuccess: ({ result }) => {
      if (result === "joined")
        toast(t`You are in the group ${group.name} now.`, {
          undo: () => back.mutate(() => dropMember(group.id, me.id)),
        });
      else
        toast(t`The managers of ${group.name} are asked. You will be told what they decide.`, {
          undo: () => back.mutate(() => withdrawRequest(group.id)),
        });
    },
    onError: say,
    onSettled: refresh,
  });
  if (group.member || me.role === "guest") return null;
  if (group.asked_at !== null) {
    return (
      <Button look="quiet" busy={back.isPending} onClick={() => back.mutate(() => withdrawRequest(group.id))}>
        <Trans>Take my request back</Trans>
      </Button>
    );
  }
  if (group.joining !== "open" && group.joining !== "asked") return null;
  return (
    <Button
      icon={<IconLogin2 size={18} stroke={1.75} />}
      busy={enter.isPending}
      onClick={() => enter.mutate()}
    >
      {group.joining === "open" ? <Trans>Come into the group</Trans> : <Trans>Ask to come in</Trans>}
    </Button>
  );
}
