// The people as administrators see them: found, filtered, chosen, and acted upon together or one by one.
import { Trans, useLingui } from "@lingui/react/macro";
import { IconFileImport } from "@tabler/icons-react";
import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { managedPeopleQuery, peopleCountsQuery } from "~/api/people";
import type { Id, PeopleCount } from "~/api/types";
import {
  Button,
  EmptyState,
  LostPicture,
  Page,
  ProblemMessage,
  Select,
  SkeletonRows,
  useFormats,
} from "~/kit";
import { ListSearchField } from "../ListSearchField";
import lists from "../lists.module.css";
import { More } from "../More";
import { type PeopleSearch, ROLES, STATES } from "../search";
import { Tabs } from "../Tabs";
import { useListSearch } from "../useListSearch";
import { BulkBar } from "./BulkBar";
import css from "./Manage.module.css";
import { NotBegun } from "./NotBegun";
import { PeopleTable } from "./PeopleTable";
import { PersonPanel } from "./PersonPanel";
import { Refusals } from "./Refusals";
import { type Refused, useActOnPeople } from "./useActOnPeople";
import { roleWords, stateWords } from "./words";

const NOBODY: ReadonlySet<Id> = new Set();

export function Manage() {
  const { t } = useLingui();
  const [{ q = "", role, state, person }, change] = useListSearch<PeopleSearch>();
  const pages = useInfiniteQuery({
    ...managedPeopleQuery({ query: q, role, state }),
    placeholderData: keepPreviousData,
  });
  const [chosen, setChosen] = useState(NOBODY);
  const [refused, setRefused] = useState<Refused | null>(null);
  const act = useActOnPeople(setRefused);

  const people = pages.data?.pages.flatMap((page) => page.items);
  // Whoever is not in the list any more is not acted upon.
  const selected = people?.filter(({ id }) => chosen.has(id)) ?? [];
  const filtered = q !== "" || role !== undefined || state !== undefined;

  const close = () => {
    change({ person: undefined });
    // The panel goes with what had the focus.
    if (person) document.getElementById(`person-${person}`)?.focus();
  };
  return (
    <Page
      title={t`People`}
      actions={
        <Button as={Link} to="/people/import" icon={<IconFileImport size={18} stroke={1.75} />}>
          <Trans>Import</Trans>
        </Button>
      }
    >
      <Tabs />
      <NotBegun />
      <Filters search={{ q, role, state }} onChange={change} />
      <div className={css.columns} data-panel={person !== undefined || undefined}>
        <div className={css.list}>
          {refused && <Refusals refused={refused} onClose={() => setRefused(null)} />}
          {act.isError && <ProblemMessage error={act.error} />}
          {pages.isPending && <SkeletonRows rows={9} />}
          {pages.isError && !people && (
            <ProblemMessage error={pages.error} onRetry={() => void pages.refetch()} />
          )}
          {people && people.length > 0 && (
            <>
              <BulkBar
                people={people}
                selected={selected}
                busy={act.isPending}
                onSelect={setChosen}
                onAct={(deed) => act.mutate(deed)}
              />
              <PeopleTable
                people={people}
                open={person}
                chosen={chosen}
                onChoose={(id, on) => {
                  const next = new Set(chosen);
                  if (on) next.add(id);
                  else next.delete(id);
                  setChosen(next);
                }}
              />
            </>
          )}
          {people?.length === 0 && (
            <EmptyState
              picture={<LostPicture />}
              title={q === "" ? t`Nobody is like this` : t`Nobody here is called “${q}”`}
              action={
                filtered && (
                  <Button onClick={() => change({ q: undefined, role: undefined, state: undefined })}>
                    <Trans>Show everybody</Trans>
                  </Button>
                )
              }
            >
              <Trans>Try a part of the name or of the address, or another role or account status.</Trans>
            </EmptyState>
          )}
          <More of={pages} />
        </div>
        {person && <PersonPanel key={person} id={person} act={act} onClose={close} />}
      </div>
    </Page>
  );
}

const EVERY = "every";

function Filters({
  search: { q, role, state },
  onChange,
}: {
  search: PeopleSearch;
  onChange: (change: Partial<PeopleSearch>, replace?: boolean) => void;
}) {
  const { t } = useLingui();
  const { number } = useFormats();
  const counts = useQuery(peopleCountsQuery);
  const howMany = (fits: (one: PeopleCount) => boolean) => {
    if (!counts.data) return "";
    const count = counts.data.filter(fits).reduce((sum, one) => sum + one.count, 0);
    return ` (${number(count)})`;
  };
  const inState = (one: PeopleCount) => state === undefined || one.state === state;
  const ofRole = (one: PeopleCount) => role === undefined || one.role === role;
  return (
    <search className={lists.filters}>
      <ListSearchField
        label={t`Search for a person`}
        placeholder={t`A name, an address…`}
        page={t`People`}
        value={q ?? ""}
        onChange={(next) => onChange({ q: next || undefined }, true)}
      />
      <Select
        label={t`Role`}
        value={role ?? EVERY}
        options={[
          { value: EVERY, label: `${t`All`}${howMany(inState)}` },
          ...ROLES.map((one) => ({
            value: one,
            label: `${roleWords(one)}${howMany((count) => count.role === one && inState(count))}`,
          })),
        ]}
        onChange={(next) => onChange({ role: ROLES.find((one) => one === next) })}
      />
      <Select
        label={t`Account status`}
        value={state ?? EVERY}
        options={[
          { value: EVERY, label: `${t`All`}${howMany(ofRole)}` },
          ...STATES.map((one) => ({
            value: one,
            label: `${stateWords(one)}${howMany((count) => count.state === one && ofRole(count))}`,
          })),
        ]}
        onChange={(next) => onChange({ state: STATES.find((one) => one === next) })}
      />
    </search>
  );
}
