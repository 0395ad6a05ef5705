import { Trans, useLingui } from "@lingui/react/macro";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ownJournalQuery } from "~/api/journal";
import { Button, ProblemMessage, Section, SkeletonRows } from "~/kit";
import { useMe } from "~/shell/session";
import css from "./account.module.css";
import { JournalLines } from "./journal/JournalLines";

export function AuditSection() {
  const { t } = useLingui();
  const me = useMe();
  const journal = useInfiniteQuery(ownJournalQuery);
  const lines = journal.data?.pages.flatMap((page) => page.items);
  return (
    <Section
      title={t`Journal`}
      lead={t`What you did and what was done to your account, the latest first: also by administrators.`}
    >
      {journal.isPending && <SkeletonRows rows={4} icon={false} />}
      {journal.isError && <ProblemMessage error={journal.error} onRetry={() => void journal.refetch()} />}
      {lines && <JournalLines lines={lines} of={me.id} />}
      <div className={css.row}>
        {journal.hasNextPage && (
          <Button busy={journal.isFetchingNextPage} onClick={() => void journal.fetchNextPage()}>
            <Trans>Show earlier ones</Trans>
          </Button>
        )}
        <Button look="quiet" as={Link} to="/account/recorded">
          <Trans>What is recorded about me</Trans>
        </Button>
      </div>
    </Section>
  );
}
