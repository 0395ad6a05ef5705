import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { createGroup, GROUPS, spacesQuery } from "~/api/groups";
import { Button, Checkbox, Dialog, toast } from "~/kit";
import { GroupFields, type GroupValues } from "./GroupFields";
import css from "./groups.module.css";

export function NewGroupDialog({ onClose }: { onClose: () => void }) {
  const { t } = useLingui();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [values, setValues] = useState<GroupValues>({ name: "", about: "", joining: "asked" });
  const spaces = useQuery(spacesQuery);
  const [without, setWithout] = useState<ReadonlySet<string>>(new Set());
  const [tried, setTried] = useState(false);
  const make = useMutation({
    mutationFn: () =>
      createGroup({
        name: values.name.trim(),
        about: values.about.trim(),
        joining: values.joining,
        // Without a choice, all that tools give: those that are switched off too, for when they are on again.
        spaces:
          without.size === 0
            ? undefined
            : spaces.data?.items.map(({ tool }) => tool).filter((tool) => !without.has(tool)),
      }),
    onSuccess: (group) => {
      void queries.invalidateQueries({ queryKey: GROUPS });
      toast(t`The group ${group.name} is ready. Now add people to it.`);
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
      {spaces.data && spaces.data.items.length > 0 && (
        <fieldset className={css.choices}>
          <legend>
            <Trans>What the group has</Trans>
          </legend>
          {spaces.data.items.map(({ tool, name, about }) => (
            <Checkbox
              key={tool}
              label={name}
              hint={about}
              checked={!without.has(tool)}
              onChange={(has) => {
                const next = new Set(without);
                if (has) next.delete(tool);
                else next.add(tool);
                setWithout(next);
              }}
            />
          ))}
        </fieldset>
      )}
    </Dialog>
  );
}
