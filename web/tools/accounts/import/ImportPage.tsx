// A list of people from a spreadsheet: chosen, looked at line by line, and only then taken in.
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { checkList, IMPORTS, importsQuery, type ListChoices, startImport } from "~/api/imports";
import { isProblem } from "~/api/problem";
import type { PeopleImport } from "~/api/types";
import { Badge, Notice, Page, ProblemMessage, Section, SkeletonRows, useFormats } from "~/kit";
import { isAdmin, useMe } from "~/shell/session";
import lists from "../lists.module.css";
import { Tabs } from "../Tabs";
import { Drop } from "./Drop";
import css from "./import.module.css";
import { Plan } from "./Plan";
import { Reading } from "./Reading";
import { linesWords, stateWords } from "./words";

export default function ImportPage() {
  const { t } = useLingui();
  const admin = isAdmin(useMe());
  return (
    <Page
      title={t`Import people`}
      lead={
        <Trans>
          From a spreadsheet, saved as CSV: up to 10,000 lines. Nothing is done before you have seen what.
        </Trans>
      }
    >
      <Tabs />
      {admin ? (
        <Importing />
      ) : (
        <Notice tone="warn" title={t`Administrators bring lists of people.`}>
          <Trans>Ask one of them to add whoever is missing here.</Trans>
        </Notice>
      )}
    </Page>
  );
}

function Importing() {
  const [file, setFile] = useState<File | null>(null);
  const [choices, setChoices] = useState<ListChoices>({ makeGroups: true });
  const navigate = useNavigate();
  const queries = useQueryClient();
  const check = useQuery({
    queryKey: [...IMPORTS, "check", file?.name, file?.size, file?.lastModified, choices],
    queryFn: ({ signal }) => (file ? checkList(file, choices, signal) : Promise.reject(new Error("no file"))),
    enabled: file !== null,
    retry: false,
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
    placeholderData: (before) => (file ? before : undefined),
  });
  const start = useMutation({
    mutationFn: (letters: boolean) =>
      file ? startImport(file, choices, letters) : Promise.reject(new Error("no file")),
    onSuccess: async (begun) => {
      void queries.invalidateQueries({ queryKey: IMPORTS, exact: true });
      await navigate({ to: "/people/import/$importId", params: { importId: begun.id } });
    },
  });
  const choose = (chosen: File) => {
    setFile(chosen);
    setChoices({ makeGroups: true });
    start.reset();
  };
  if (file === null)
    return (
      <>
        <Drop onFile={choose} />
        <Before />
      </>
    );
  return (
    <div className={css.steps}>
      <Drop onFile={choose} file={file} />
      {check.isPending && <SkeletonRows rows={5} icon={false} />}
      {check.isError && <Unreadable error={check.error} onRetry={() => void check.refetch()} />}
      {check.data && (
        <>
          <Reading
            plan={check.data}
            busy={check.isFetching}
            onChoose={(change) => setChoices((now) => ({ ...now, ...change }))}
          />
          <Plan
            plan={check.data}
            fileName={file.name}
            makeGroups={choices.makeGroups}
            busy={check.isFetching || start.isPending}
            onMakeGroups={(makeGroups) => setChoices((now) => ({ ...now, makeGroups }))}
            onStart={(letters) => start.mutate(letters)}
          />
          {start.isError && <Begun error={start.error} />}
        </>
      )}
    </div>
  );
}

/** Why a file cannot be read at all, and what to do. */
function Unreadable({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const { t } = useLingui();
  const field = isProblem(error, "invalid-input") ? error.field : null;
  if (isProblem(error, "too-large"))
    return (
      <Notice tone="bad" title={t`This file is larger than 5 MB.`}>
        <Trans>Cut it into several, or remove the columns that are not needed.</Trans>
      </Notice>
    );
  if (field === "lines")
    return (
      <Notice tone="bad" title={t`This file has more than 10,000 lines.`}>
        <Trans>Cut it into several, and bring one after the other.</Trans>
      </Notice>
    );
  if (field === "columns")
    return (
      <Notice tone="bad" title={t`This file has more columns than any list of people.`}>
        <Trans>Remove those that are not needed, and save it again as CSV.</Trans>
      </Notice>
    );
  if (field === "file")
    return (
      <Notice tone="bad" title={t`There is no list in this file.`}>
        <Trans>In the spreadsheet, choose “Save as” and the format CSV, then bring that file.</Trans>
      </Notice>
    );
  return <ProblemMessage error={error} onRetry={onRetry} />;
}

function Begun({ error }: { error: unknown }) {
  const { t } = useLingui();
  if (isProblem(error, "conflict"))
    return (
      <Notice tone="warn" title={t`Another list is on its way in.`}>
        <Trans>Wait until it has ended, then try again: nothing of yours is lost.</Trans>
      </Notice>
    );
  return <ProblemMessage error={error} />;
}

/** The lists that came in before. */
function Before() {
  const { t } = useLingui();
  const { data } = useQuery(importsQuery);
  if (!data || data.items.length === 0) return null;
  return (
    <Section title={t`Lists of the last months`}>
      <ul className={css.before}>
        {data.items.map((one) => (
          <BeforeLine key={one.id} one={one} />
        ))}
      </ul>
    </Section>
  );
}

function BeforeLine({ one }: { one: PeopleImport }) {
  const { date } = useFormats();
  const tone = one.state === "failed" ? "bad" : one.state === "done" ? "neutral" : "accent";
  return (
    <li>
      <Link to="/people/import/$importId" params={{ importId: one.id }} className={lists.name}>
        {one.file_name || linesWords(one.lines)}
      </Link>
      <span className={lists.small}>
        {date(one.created_at)} · {one.created_by_name} · {linesWords(one.lines)}
      </span>
      <Badge tone={tone}>{stateWords(one)}</Badge>
    </li>
  );
}
