// Whom an announcement is for: everybody, or the people of some groups.
import { Trans, useLingui } from "@lingui/react/macro";
import { IconX } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useDeferredValue, useState } from "react";
import { firstGroupsQuery } from "~/api/groups";
import type { AnnouncementGroup } from "~/api/types";
import { Checkbox, FindField, IconButton, Select } from "~/kit";
import css from "./announcements.module.css";

export interface Audience {
  /** null: everybody. */
  groups: AnnouncementGroup[] | null;
  guests: boolean;
}

export interface AudienceFieldProps {
  value: Audience;
  onChange: (value: Audience) => void;
  /** Nobody is chosen, and that was tried. */
  missing: boolean;
}

export function AudienceField({ value, onChange, missing }: AudienceFieldProps) {
  const { t } = useLingui();
  const [typed, setTyped] = useState("");
  const wanted = useDeferredValue(typed.trim());
  const found = useQuery({ ...firstGroupsQuery(wanted), placeholderData: keepPreviousData });
  const { groups, guests } = value;
  const free = (found.data?.items ?? []).filter(({ id }) => !groups?.some((group) => group.id === id));
  return (
    <>
      <Select
        label={t`For whom`}
        value={groups === null ? "all" : "groups"}
        options={[
          { value: "all", label: t`Everybody` },
          { value: "groups", label: t`The people of some groups` },
        ]}
        onChange={(choice) => onChange({ groups: choice === "all" ? null : (groups ?? []), guests })}
      />
      {groups !== null && (
        <>
          <FindField
            label={t`Add a group`}
            hint={t`With the groups in it.`}
            placeholder={t`The name of a group…`}
            value={null}
            found={free.map(({ id, name }) => ({ value: id, label: name }))}
            typed={typed}
            onType={setTyped}
            onChange={(id) => {
              const group = free.find((one) => one.id === id);
              if (!group) return;
              setTyped("");
              onChange({ groups: [...groups, { id, name: group.name }], guests });
            }}
            nothingFound={found.isFetching ? t`Searching…` : t`No other group has this name.`}
            error={missing && t`Choose a group, or everybody.`}
          />
          {groups.length > 0 && (
            <ul className={css.row} aria-label={t`Chosen groups`}>
              {groups.map((group) => (
                <li key={group.id} className={css.chip}>
                  {group.name}
                  <IconButton
                    small
                    label={t`Remove ${group.name}`}
                    onClick={() => onChange({ groups: groups.filter((one) => one !== group), guests })}
                  >
                    <IconX size={16} stroke={1.75} aria-hidden />
                  </IconButton>
                </li>
              ))}
            </ul>
          )}
        </>
      )}
      <Checkbox
        label={<Trans>Guests too</Trans>}
        hint={t`People from outside, who are here for a while.`}
        checked={guests}
        onChange={(checked) => onChange({ groups, guests: checked })}
      />
    </>
  );
}
