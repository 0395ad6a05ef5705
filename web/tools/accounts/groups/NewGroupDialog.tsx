import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { createGroup, GROUPS } from "~/api/groups";
import { Button, Dialog, toast } from "~/kit";
import { GroupFields } from "./GroupFields";

export function NewGroupDialog({ onClose }: { onClose: () => void }) {
  const { t } = useLingui();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [values, setValues] = useState({ name: "", about: "" });
  const [tried, setTried] = useState(false);
  const make = useMutation({
    mutationFn: () => createGroup({ name: values.name.trim(), about: values.about.trim() }),
    onSuccess: (group) => {
      void queries.invalidateQueries({ queryKey: GROUPS });
      toast(t`The group ${group.name} and its folder are ready. Now add people to it.`);
      onClose();
      void navigate({ to: `/groups/${group.id}` });
    },
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title={t`New group`}
      onSubmit={() => {
        setTried(true);
        if (values.name.trim() !== "" && !make.isPending) make.mutate();
      }}
      actions={
        <>
          <Button look="quiet" onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button look="main" type="submit" busy={make.isPending}>
            <Trans>Create the group</Trans>
          </Button>
        </>
      }
    >
      <GroupFields values={values} onChange={setValues} tried={tried} error={make.error} />
    </Dialog>
  );
}
