// A group is deleted with one press, and comes back with another for a month: nothing has to be typed.
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { deleteGroup, GROUPS } from "~/api/groups";
import type { Group } from "~/api/types";
import { Button, Dialog, ProblemMessage, toast } from "~/kit";
import { useRestoreGroup } from "./useRestoreGroup";

export function DeleteGroupDialog({ group, onClose }: { group: Group; onClose: () => void }) {
  const { t } = useLingui();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const restore = useRestoreGroup();
  const removal = useMutation({
    mutationFn: () => deleteGroup(group.id),
    onSuccess: () => {
      toast(t`The group ${group.name} is deleted.`, { undo: () => restore.mutate(group) });
      onClose();
      void navigate({ to: "/groups" });
    },
    onSettled: () => void queries.invalidateQueries({ queryKey: GROUPS }),
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title={t`Delete the group ${group.name}?`}
      actions={
        <>
          <Button look="quiet" onClick={onClose}>
            <Trans>Keep it</Trans>
          </Button>
          <Button look="main" danger busy={removal.isPending} onClick={() => removal.mutate()}>
            <Trans>Delete the group</Trans>
          </Button>
        </>
      }
    >
      <p>
        <Trans>
          Its people will no longer see what the group has, its folder included, in the browser nor on their
          devices.
        </Trans>
      </p>
      <p>
        <Trans>
          For 30 days its managers and administrators can bring it back from the page of groups, with its
          people and its files. After that everything is deleted for good.
        </Trans>
      </p>
      {removal.isError && <ProblemMessage error={removal.error} />}
    </Dialog>
  );
}
