// Which group the people who are chosen join or leave.
import { plural } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";
import { Button, Dialog } from "~/kit";
import { type GroupChoice, GroupPicker } from "../groups/GroupPicker";

export function GroupDialog({
  act,
  count,
  onClose,
  onChoose,
}: {
  act: "add_to_group" | "remove_from_group";
  count: number;
  onClose: () => void;
  onChoose: (group: GroupChoice) => void;
}) {
  const { t } = useLingui();
  const [group, setGroup] = useState<GroupChoice | null>(null);
  const [missing, setMissing] = useState(false);
  const adds = act === "add_to_group";
  return (
    <Dialog
      open
      onClose={onClose}
      title={
        adds
          ? plural(count, { one: "Add # person to a group", other: "Add # people to a group" })
          : plural(count, { one: "Remove # person from a group", other: "Remove # people from a group" })
      }
      onSubmit={() => (group ? onChoose(group) : setMissing(true))}
      actions={
        <>
          <Button look="quiet" onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button look="main" type="submit">
            {adds ? <Trans>Add</Trans> : <Trans>Remove</Trans>}
          </Button>
        </>
      }
    >
      <GroupPicker
        label={t`Group`}
        hint={
          adds
            ? t`They see the group’s folder at once.`
            : t`They no longer see the group’s folder. What they put there stays.`
        }
        error={missing && !group && t`Choose a group.`}
        chosen={group}
        onChoose={setGroup}
      />
    </Dialog>
  );
}
