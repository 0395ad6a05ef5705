import { Trans, useLingui } from "@lingui/react/macro";
import { useInfiniteQuery } from "@tanstack/react-query";
import { auditPage } from "~/api/accounts";
import { Button, ProblemMessage, Section, SkeletonRows, useFormats } from "~/kit";
import css from "./account.module.css";
import { actWords } from "./acts";

export function AuditSection() {
  const { t } = useLingui();
  const { when, dateTime } = useFormats();
  const journal = useInfiniteQuery({
    queryKey: ["accounts", "audit"],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) => auditPage(pageParam, signal),
    getNextPageParam: (page) => page.next,
  });
  const entries = journal.data?.pages.flatMap((page) => page.items);
  return (
    <Section title={t`Journal`} lead={t`What happened to your account, the latest first.`}>
      {journal.isPending && <SkeletonRows rows={4} icon={false} />}
      {journal.isError && <ProblemMessage error={journal.error} onRetry={() => void journal.refetch()} />}
      {entries && (
        <ol className={css.journal}>
          {entries.map((entry) => (
            <li key={entry.id} className={css.entry}>
              <span>{actWords(entry)}</span>
              <time dateTime={entry.at} title={dateTime(entry.at)} className={css.small}>
                {when(entry.at)}
              </time>
              <span className={css.small}>{[entry.device, entry.address].filter(Boolean).join(" · ")}</span>
            </li>
          ))}
        </ol>
      )}
      {journal.hasNextPage && (
        <div className={css.row}>
          <Button busy={journal.isFetchingNextPage} onClick={() => void journal.fetchNextPage()}>
            <Trans>Show earlier ones</Trans>
          </Button>
        </div>
      )}
    </Section>
  );
}
