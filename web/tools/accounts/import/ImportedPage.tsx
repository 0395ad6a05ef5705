// A list on its way in, and what came of it.
import { Trans, useLingui } from "@lingui/react/macro";
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useEffect } from "react";
import {
  beginningsQuery,
  everyRefused,
  IMPORTS,
  importQuery,
  isUnderWay,
  refusedQuery,
  stopImport,
} from "~/api/imports";
import { isProblem } from "~/api/problem";
import type { PeopleImport } from "~/api/types";
import {
  Button,
  EmptyState,
  LostPicture,
  Notice,
  Page,
  ProblemMessage,
  ProgressBar,
  Section,
  SkeletonRows,
  useFormats,
} from "~/kit";
import lists from "../lists.module.css";
import { More } from "../More";
import { refreshPeople } from "../people/useActOnPeople";
import { Tabs } from "../Tabs";
import css from "./import.module.css";
import { Count } from "./Plan";
import { RefusedLines } from "./RefusedLines";

export default function ImportedPage() {
  const { t } = useLingui();
  const { importId } = useParams({ strict: false }) as { importId: string };
  const { dateTime } = useFormats();
  const queries = useQueryClient();
  const one = useQuery(importQuery(importId));
  const ended = one.data && !isUnderWay(one.data);
  useEffect(() => {
    if (!ended) return;
    refreshPeople(queries);
    void queries.invalidateQueries({ queryKey: beginningsQuery.queryKey });
  }, [ended, queries]);
  const by = one.data?.created_by_name;
  const at = one.data && dateTime(one.data.created_at);
  return (
    <Page
      title={one.data?.file_name || t`A list of people`}
      lead={
        one.data && (
          <Trans>
            Brought by {by}, {at}
          </Trans>
        )
      }
      actions={
        <Button as={Link} to="/people/import">
          <Trans>Another list</Trans>
        </Button>
      }
    >
      <Tabs />
      {one.isPending && <SkeletonRows rows={4} icon={false} />}
      {isProblem(one.error, "not-found") ? (
        <EmptyState picture={<LostPicture />} title={t`This list is not known`}>
          <Trans>What came of a list is remembered for as long as the settings say.</Trans>
        </EmptyState>
      ) : (
        one.isError && <ProblemMessage error={one.error} onRetry={() => void one.refetch()} />
      )}
      {one.data && <Result one={one.data} />}
    </Page>
  );
}

function Result({ one }: { one: PeopleImport }) {
  const { t } = useLingui();
  const { number } = useFormats();
  const queries = useQueryClient();
  const under = isUnderWay(one);
  const stop = useMutation({
    mutationFn: () => stopImport(one.id),
    onSettled: () => queries.invalidateQueries({ queryKey: [...IMPORTS, one.id] }),
  });
  const left = number(one.lines - one.taken);
  return (
    <Section
      title={under ? t`On its way in` : t`What came of it`}
      actions={
        under && (
          <Button busy={stop.isPending || one.state === "stopping"} onClick={() => stop.mutate()}>
            <Trans>Stop</Trans>
          </Button>
        )
      }
    >
      {under && (
        <div className={css.progress}>
          <ProgressBar value={one.lines === 0 ? 1 : one.taken / one.lines} label={t`Lines taken`} />
          <p className={lists.small}>
            <Trans>
              {number(one.taken)} of {number(one.lines)} lines. You can leave this page: it goes on by itself.
            </Trans>
          </p>
        </div>
      )}
      {one.state === "stopped" && (
        <Notice tone="warn" title={t`It was stopped, ${left} lines before the end.`}>
          <Trans>Who is in stays in. Bring the same file again to go on: nobody is made twice.</Trans>
        </Notice>
      )}
      {one.state === "failed" && (
        <Notice tone="bad" title={t`The server could not go on, ${left} lines before the end.`}>
          <Trans>Who is in stays in. Bring the same file again to go on: nobody is made twice.</Trans>
        </Notice>
      )}
      <dl className={css.counts} aria-live={under ? "off" : "polite"}>
        <Count value={one.created} what={<Trans>new</Trans>} tone="good" />
        <Count value={one.changed} what={<Trans>changed</Trans>} tone="accent" />
        <Count value={one.unchanged} what={<Trans>as they were</Trans>} />
        <Count value={one.refused} what={<Trans>not taken</Trans>} tone="bad" />
      </dl>
      {!under && one.created > 0 && <Letters />}
      {!under && one.refused > 0 && <Refused one={one} />}
    </Section>
  );
}

/** Who has not begun yet, and their letters. */
function Letters() {
  const { number } = useFormats();
  const waiting = useQuery({ ...beginningsQuery, refetchInterval: 15_000 });
  if (!waiting.data || waiting.data.people === 0) return null;
  const { people, letters } = waiting.data;
  return (
    <p className={lists.soft}>
      {letters > 0 ? (
        <Trans>Letters are being written, a hundred a minute: {number(letters)} to go.</Trans>
      ) : (
        <Trans>
          {number(people)} people of the organisation have not chosen a password yet.{" "}
          <Link to="/people">See everybody</Link>
        </Trans>
      )}
    </p>
  );
}

function Refused({ one }: { one: PeopleImport }) {
  const pages = useInfiniteQuery(refusedQuery(one.id));
  const lines = pages.data?.pages.flatMap((page) => page.items);
  if (!lines)
    return pages.isError ? <ProblemMessage error={pages.error} /> : <SkeletonRows rows={3} icon={false} />;
  return (
    <>
      <RefusedLines
        lines={lines}
        total={one.refused}
        titles={[]}
        fileName={one.file_name}
        every={() => everyRefused(one.id)}
      />
      <More of={pages} />
    </>
  );
}
