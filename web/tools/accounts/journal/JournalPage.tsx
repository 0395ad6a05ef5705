// Who did what, when, from where: for administrators, who stand in it themselves for having looked.
import { Trans, useLingui } from "@lingui/react/macro";
import { IconDownload, IconX } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Navigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { journalFile, journalQuery } from "~/api/journal";
import { managedPersonQuery } from "~/api/people";
import type { Id } from "~/api/types";
import {
  Button,
  Disclosure,
  EmptyState,
  IconButton,
  Menu,
  Page,
  PeoplePicture,
  ProblemMessage,
  Section,
  Select,
  SkeletonRows,
  TextField,
  useFormats,
  useMediaPhone,
} from "~/kit";
import { SettingsTabs } from "~/shell/SettingsTabs";
import { isAdmin, useMe } from "~/shell/session";
import { PersonPicker } from "../people/PersonPicker";
import { useListSearch } from "../useListSearch";
import { FAMILIES, familyWords } from "./acts";
import { filterOf, type JournalSearch } from "./filter";
import { JournalLines } from "./JournalLines";
import css from "./journal.module.css";

/** Long enough for a word to be typed. */
const TYPED_MS = 500;

export default function JournalPage() {
  const { t } = useLingui();
  const admin = isAdmin(useMe());
  if (!admin) return <Navigate to="/account/journal" replace />;
  return (
    <Page
      title={t`Organisation settings`}
      lead={t`Who did what, when and from where. Looking in here stands in the journal, too.`}
    >
      <SettingsTabs />
      <Journal />
    </Page>
  );
}

function Journal() {
  const { t } = useLingui();
  const { timeZone, dateTime } = useFormats();
  const phone = useMediaPhone();
  const [search, change] = useListSearch<JournalSearch>();
  const filter = filterOf(search, timeZone);
  const pages = useInfiniteQuery(journalQuery(filter));
  const lines = pages.data?.pages.flatMap((page) => page.items);
  const reached = pages.data?.pages.at(-1)?.reached;
  const isFiltered = Object.values(search).some(Boolean);
  const download = (format: "csv" | "json") => window.location.assign(journalFile(filter, format));
  const filters = (
    <search className={css.filters}>
      <Select
        label={t`What`}
        value={search.family ?? ""}
        options={[
          { value: "", label: t`Everything` },
          ...FAMILIES.map((family) => ({ value: family, label: familyWords(family) })),
        ]}
        onChange={(family) => change({ family: family || undefined })}
      />
      <Somebody label={t`Done by`} id={search.actor} onChange={(actor) => change({ actor })} />
      <Somebody label={t`Concerns`} id={search.subject} onChange={(subject) => change({ subject })} />
      <TextField
        type="date"
        label={t`Since`}
        value={search.from ?? ""}
        onChange={(from) => change({ from: from || undefined })}
      />
      <TextField
        type="date"
        label={t`Until`}
        value={search.until ?? ""}
        onChange={(until) => change({ until: until || undefined })}
      />
      <Words value={search.q ?? ""} onChange={(q) => change({ q: q || undefined }, true)} />
    </search>
  );
  return (
    <Section
      title={t`Journal`}
      actions={
        <Menu
          groups={[
            {
              actions: [
                { label: t`For a spreadsheet (CSV)`, onSelect: () => download("csv") },
                { label: t`For a program (JSON)`, onSelect: () => download("json") },
              ],
            },
          ]}
        >
          <Button icon={<IconDownload size={18} stroke={1.75} />}>
            <Trans>Export</Trans>
          </Button>
        </Menu>
      }
    >
      {phone ? <Disclosure title={t`Choose what is shown`}>{filters}</Disclosure> : filters}
      {isFiltered && (
        <div className={css.row}>
          <Button
            look="quiet"
            onClick={() =>
              change({
                family: undefined,
                actor: undefined,
                subject: undefined,
                from: undefined,
                until: undefined,
                q: undefined,
              })
            }
          >
            <Trans>Show everything</Trans>
          </Button>
        </div>
      )}
      {pages.isPending && <SkeletonRows rows={8} icon={false} />}
      {pages.isError && !lines && <ProblemMessage error={pages.error} onRetry={() => void pages.refetch()} />}
      {lines && lines.length > 0 && <JournalLines lines={lines} />}
      {lines?.length === 0 && !pages.hasNextPage && (
        <EmptyState picture={<PeoplePicture />} title={t`Nothing fits`}>
          <Trans>Choose a longer time, or leave out a part of the filter.</Trans>
        </EmptyState>
      )}
      {pages.isFetchNextPageError && (
        <ProblemMessage error={pages.error} onRetry={() => void pages.fetchNextPage()} />
      )}
      {pages.hasNextPage && !pages.isFetchNextPageError && (
        <div className={css.row}>
          <Button busy={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
            <Trans>Show earlier ones</Trans>
          </Button>
          {reached && <span className={css.small}>{t`Looked through back to ${dateTime(reached)}.`}</span>}
        </div>
      )}
    </Section>
  );
}

/** What is typed becomes the filter when the typing rests. */
function Words({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { t } = useLingui();
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  useEffect(() => {
    if (typed.trim() === value) return;
    const timer = window.setTimeout(() => onChange(typed.trim()), TYPED_MS);
    return () => window.clearTimeout(timer);
  }, [typed, value, onChange]);
  return (
    <TextField
      type="search"
      label={t`Containing`}
      placeholder={t`A name, an address, a device…`}
      value={typed}
      maxLength={100}
      onChange={setTyped}
    />
  );
}

/** One person as a part of the filter, or anybody. */
function Somebody({
  label,
  id,
  onChange,
}: {
  label: string;
  id: Id | undefined;
  onChange: (id: Id | undefined) => void;
}) {
  const { t } = useLingui();
  const person = useQuery({ ...managedPersonQuery(id ?? ""), enabled: id !== undefined });
  if (id === undefined) {
    return <PersonPicker label={label} chosen={null} onChoose={(chosen) => onChange(chosen.id)} />;
  }
  const name = person.data?.name ?? (person.isError ? t`somebody who is gone` : "…");
  return (
    <div>
      <span className={css.chosenLabel}>{label}</span>
      <div className={css.chosen}>
        <span className={css.chosenName}>{name}</span>
        <IconButton label={t`${label}: anybody`} onClick={() => onChange(undefined)}>
          <IconX size={16} stroke={1.75} />
        </IconButton>
      </div>
    </div>
  );
}
