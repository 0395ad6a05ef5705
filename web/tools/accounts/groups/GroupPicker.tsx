// A group of the organisation, found by name.
import { useLingui } from "@lingui/react/macro";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { type ReactNode, useDeferredValue, useState } from "react";
import { firstGroupsQuery } from "~/api/groups";
import type { Group, Id } from "~/api/types";
import { FindField } from "~/kit";
import { plain } from "~/shell/palette/match";
import { peopleCount } from "../people/words";

export type GroupChoice = Pick<Group, "id" | "name">;

export interface GroupPickerProps {
  label: string;
  hint?: ReactNode;
  error?: ReactNode;
  /** What is chosen; null where each choice is acted upon at once. */
  chosen: GroupChoice | null;
  onChoose: (group: GroupChoice) => void;
  /** Not to be offered. */
  without?: ReadonlySet<Id>;
}

const NONE: ReadonlySet<Id> = new Set();

export function GroupPicker({ label, hint, error, chosen, onChoose, without = NONE }: GroupPickerProps) {
  const { t } = useLingui();
  const [typed, setTyped] = useState(chosen?.name ?? "");
  const now = chosen !== null && typed === chosen.name ? "" : typed.trim();
  const wanted = useDeferredValue(now);
  const groups = useQuery({ ...firstGroupsQuery(wanted), placeholderData: keepPreviousData });
  const found = (groups.data?.items ?? [])
    // What was found before stands until the answer is here: Enter must not choose what does not fit any more.
    .filter((group) => !without.has(group.id) && plain(group.name).includes(plain(now)))
    .map((group) => ({ value: group.id, label: group.name, detail: peopleCount(group.people) }));
  if (chosen && !found.some(({ value }) => value === chosen.id))
    found.push({ value: chosen.id, label: chosen.name, detail: "" });
  return (
    <FindField
      label={label}
      hint={hint}
      error={error}
      placeholder={t`The name of a group…`}
      value={chosen?.id ?? null}
      found={found}
      typed={typed}
      onType={setTyped}
      onChange={(id) => {
        const group = found.find(({ value }) => value === id);
        if (!group) return;
        if (chosen === null) setTyped("");
        onChoose({ id, name: group.label });
      }}
      nothingFound={
        groups.isError
          ? t`The server cannot be reached. Check your connection, then try again.`
          : groups.isFetching
            ? t`Searching…`
            : t`No other group has this name.`
      }
    />
  );
}
