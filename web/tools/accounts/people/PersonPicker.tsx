// Somebody of the organisation, found by name.
import { useLingui } from "@lingui/react/macro";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { type ReactNode, useDeferredValue, useState } from "react";
import { peopleQuery } from "~/api/people";
import type { Id, Person } from "~/api/types";
import { Avatar, FindField } from "~/kit";
import { plain } from "~/shell/palette/match";

export interface PersonPickerProps {
  label: string;
  hint?: ReactNode;
  error?: ReactNode;
  /** Who is chosen; null where each choice is acted upon at once. */
  chosen: { id: Id; name: string } | null;
  onChoose: (person: Pick<Person, "id" | "name">) => void;
  /** Not to be offered. */
  without?: ReadonlySet<Id>;
}

const NOBODY: ReadonlySet<Id> = new Set();

export function PersonPicker({ label, hint, error, chosen, onChoose, without = NOBODY }: PersonPickerProps) {
  const { t } = useLingui();
  const [typed, setTyped] = useState(chosen?.name ?? "");
  // The name of who is chosen stands in the field, and is nothing to look for.
  const now = chosen !== null && typed === chosen.name ? "" : typed.trim();
  const wanted = useDeferredValue(now);
  const people = useQuery({ ...peopleQuery(wanted), placeholderData: keepPreviousData });
  // What was found before stands until the answer is here: Enter must not choose somebody who does not fit any more.
  const fits = ({ name, handle }: Person) => plain(`${name} ${handle}`).includes(plain(now));
  const offered = (people.data?.items ?? []).filter((person) => !without.has(person.id) && fits(person));
  const found = offered.map((person) => ({
    value: person.id,
    label: person.name,
    detail: `@${person.handle}`,
    picture: <Avatar name={person.name} photo={person.photo_url} size={32} />,
  }));
  if (chosen && !found.some(({ value }) => value === chosen.id))
    found.push({
      value: chosen.id,
      label: chosen.name,
      detail: "",
      picture: <Avatar name={chosen.name} photo={null} size={32} />,
    });
  return (
    <FindField
      label={label}
      hint={hint}
      error={error}
      placeholder={t`A name…`}
      value={chosen?.id ?? null}
      found={found}
      typed={typed}
      onType={setTyped}
      onChange={(id) => {
        const person = found.find(({ value }) => value === id);
        if (!person) return;
        if (chosen === null) setTyped("");
        onChoose({ id, name: person.label });
      }}
      nothingFound={
        people.isError
          ? t`The server cannot be reached. Check your connection, then try again.`
          : people.isFetching
            ? t`Searching…`
            : now === ""
              ? t`Type a name.`
              : people.data && people.data.items.length > 0
                ? t`Everybody of this name is here already.`
                : t`Nobody has this name.`
      }
    />
  );
}
