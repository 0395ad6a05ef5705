// Above the list: how many are chosen, and what can be done to them together.
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { IconDots, IconX } from "@tabler/icons-react";
import { useState } from "react";
import type { Id, ManagedPerson, MemberRole } from "~/api/types";
import { Button, IconButton, Menu, type MenuGroup, RowCheckbox, useMediaPhone } from "~/kit";
import { isMainAdmin, useMe } from "~/shell/session";
import { GroupDialog } from "./GroupDialog";
import css from "./Manage.module.css";
import { useLetters } from "./NotBegun";
import type { Deed } from "./useActOnPeople";
import { roleWords } from "./words";

export interface BulkBarProps {
  people: readonly ManagedPerson[];
  selected: readonly ManagedPerson[];
  busy: boolean;
  onSelect: (ids: ReadonlySet<Id>) => void;
  onAct: (deed: Deed) => void;
}

export function BulkBar({ people, selected, busy, onSelect, onAct }: BulkBarProps) {
  const { t } = useLingui();
  const me = useMe();
  const phone = useMediaPhone();
  const [dialog, setDialog] = useState<"add_to_group" | "remove_from_group" | null>(null);
  const some = selected.length > 0;
  // A guest has a sponsor and an end, each their own: they are made one by one.
  const roles: MemberRole[] = isMainAdmin(me) ? ["owner", "admin", "member"] : ["admin", "member"];
  const canSuspend = selected.some(({ state }) => state !== "suspended");
  const canRestore = selected.some(({ state }) => state === "suspended");
  // Those who have no password yet, and so a way in to be sent.
  const waiting = selected.filter(({ has_password, state }) => !has_password && state === "active");
  const letters = useLetters();
  const act = (deed: Omit<Deed, "people">) => onAct({ ...deed, people: selected });

  const state = [
    ...(canSuspend ? [{ label: t`Suspend`, onSelect: () => act({ act: { act: "suspend" } }) }] : []),
    ...(canRestore ? [{ label: t`Reactivate`, onSelect: () => act({ act: { act: "restore" } }) }] : []),
  ];
  const others: MenuGroup[] = [
    {
      label: t`Give the role`,
      actions: roles.map((role) => ({
        label: roleWords(role),
        onSelect: () => act({ act: { act: "set_role", role }, what: roleWords(role) }),
      })),
    },
    {
      actions: [
        { label: t`Add to a group…`, onSelect: () => setDialog("add_to_group") },
        { label: t`Remove from a group…`, onSelect: () => setDialog("remove_from_group") },
        ...(waiting.length > 0
          ? [{ label: t`Send the letter to begin`, onSelect: () => letters.mutate(waiting) }]
          : []),
        { label: t`Sign out of all browsers`, onSelect: () => act({ act: { act: "end_sessions" } }) },
      ],
    },
  ];
  return (
    <div className={css.bar} data-some={some || undefined}>
      <RowCheckbox
        label={t`Choose all that are shown`}
        checked={some && selected.length === people.length}
        mixed={some && selected.length < people.length}
        onChange={(on) => onSelect(new Set(on ? people.map(({ id }) => id) : []))}
      />
      <span className={css.count} role="status">
        {some ? (
          <Plural value={selected.length} one="# person chosen" other="# people chosen" />
        ) : (
          <Plural value={people.length} one="# person shown" other="# people shown" />
        )}
      </span>
      {some && (
        <>
          {!phone &&
            state.map(({ label, onSelect: run }) => (
              <Button key={label} busy={busy} onClick={run}>
                {label}
              </Button>
            ))}
          <Menu width={272} groups={phone ? [{ actions: state }, ...others] : others}>
            <Button busy={busy} icon={<IconDots size={18} stroke={1.75} />}>
              {phone ? <Trans>Actions</Trans> : <Trans>More</Trans>}
            </Button>
          </Menu>
          <IconButton label={t`Choose nobody`} onClick={() => onSelect(new Set())}>
            <IconX size={18} stroke={1.75} />
          </IconButton>
        </>
      )}
      {dialog && (
        <GroupDialog
          act={dialog}
          count={selected.length}
          onClose={() => setDialog(null)}
          onChoose={(group) => {
            setDialog(null);
            act({ act: { act: dialog, group_id: group.id }, what: group.name });
          }}
        />
      )}
    </div>
  );
}
