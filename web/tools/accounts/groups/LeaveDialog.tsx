// Leaving is not undone by oneself: somebody who looks after the group has to add one again.
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { drivesQuery } from "~/api/files";
import { dropMember, GROUPS } from "~/api/groups";
import type { Group } from "~/api/types";
import { Button, Dialog, ProblemMessage, toast } from "~/kit";
import { useMe } from "~/shell/session";

export function LeaveDialog({ group, onClose }: { group: Group; onClose: () => void }) {
  const { t } = useLingui();
  const me = useMe();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const leave = useMutation({
    mutationFn: () => dropMember(group.id, me.id),
    onSuccess: () => {
      toast(t`You have left the group ${group.name}.`);
      onClose();
      void navigate({ to: "/groups" });
      void queries.invalidateQueries({ queryKey: GROUPS });
      void queries.invalidateQueries({ queryKey: drivesQuery.queryKey });
    },
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title={t`Leave the group ${group.name}?`}
      actions={
        <>
          <Button look="quiet" onClick={onClose}>
            <Trans>Stay</Trans>
          </Button>
          <Button look="main" busy={leave.isPending} onClick={() => leave.mutate()}>
            <Trans>Leave the group</Trans>
          </Button>
        </>
      }
    >
      <p>
        <Trans>
          You will no longer see its folder. What you put there stays with the group. To come back, ask one of
          its managers.
        </Trans>
      </p>
      {leave.isError && <ProblemMessage error={leave.error} />}
    </Dialog>
  );
}
