import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { changeGroup, GROUPS } from "~/api/groups";
import type { GroupDetails } from "~/api/types";
import { Button, Dialog, toast } from "~/kit";
import { GroupFields } from "./GroupFields";

export function EditGroupDialog({ group, onClose }: { group: GroupDetails; onClose: () => void }) {
  const { t } = useLingui();
  const queries = useQueryClient();
  const [values, setValues] = useState({ name: group.name, about: group.about, joining: group.joining });
  const [tried, setTried] = useState(false);
  const save = useMutation({
    mutationFn: () =>
      changeGroup(group.id, {
        name: values.name.trim(),
        about: values.about.trim(),
        joining: values.joining,
      }),
    onSuccess: () => {
      toast(t`The changes are saved.`);
      onClose();
    },
    onSettled: () => void queries.invalidateQueries({ queryKey: GROUPS }),
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title={t`Change the group`}
      onSubmit={() => {
        setTried(true);
        if (values.name.trim() !== "" && !save.isPending) save.mutate();
      }}
      actions={
        <>
          <Button look="quiet" onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button look="main" type="submit" busy={save.isPending}>
            <Trans>Save</Trans>
          </Button>
        </>
      }
    >
      <GroupFields values={values} onChange={setValues} tried={tried} error={save.error} />
    </Dialog>
  );
}
