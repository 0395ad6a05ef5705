// What is announced to the reader now, whole: where notices and the banner lead.
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { runningQuery } from "~/api/announcements";
import type { RunningAnnouncement } from "~/api/types";
import {
  Button,
  EmptyState,
  Linked,
  Page,
  ProblemMessage,
  QuietDayPicture,
  SkeletonRows,
  useFormats,
} from "~/kit";
import { isAdmin, useMe } from "~/shell/session";
import css from "./announcements.module.css";
import { useAway } from "./useAway";

export default function AnnouncementsPage() {
  const { t } = useLingui();
  const { id } = useSearch({ strict: false }) as { id?: string };
  const running = useQuery(runningQuery);
  const items = running.data?.items;
  return (
    <Page
      title={t`Announcements`}
      width="narrow"
      actions={
        isAdmin(useMe()) && (
          <Button as={Link} to="/settings/announcements">
            <Trans>Write and change announcements</Trans>
          </Button>
        )
      }
    >
      {running.isPending && <SkeletonRows rows={3} icon={false} />}
      {running.isError && !items && (
        <ProblemMessage error={running.error} onRetry={() => void running.refetch()} />
      )}
      {items?.length === 0 && (
        <EmptyState picture={<QuietDayPicture />} title={t`Nothing is announced at the moment`}>
          <Trans>What your organisation has to tell everybody appears here, and above every page.</Trans>
        </EmptyState>
      )}
      {items?.map((one) => (
        <Article key={one.id} announcement={one} wanted={one.id === id} />
      ))}
    </Page>
  );
}

function Article({ announcement: one, wanted }: { announcement: RunningAnnouncement; wanted: boolean }) {
  const { t } = useLingui();
  const { dateTime } = useFormats();
  const { putAway, takeOut } = useAway();
  const element = useRef<HTMLElement>(null);
  useEffect(() => {
    if (wanted) element.current?.focus();
  }, [wanted]);
  return (
    <article className={css.article} ref={element} tabIndex={-1} aria-labelledby={`title-${one.id}`}>
      <div>
        <h2 id={`title-${one.id}`} dir="auto">
          {one.title}
        </h2>
        <p className={css.small}>
          {one.by_name ? t`${one.by_name}, ${dateTime(one.starts_at)}` : dateTime(one.starts_at)}
          {one.ends_at && ` · ${t`until ${dateTime(one.ends_at)}`}`}
        </p>
      </div>
      <Linked text={one.text} />
      <div className={css.row}>
        {one.put_away ? (
          <Button small onClick={() => takeOut(one.id)}>
            <Trans>Show above every page again</Trans>
          </Button>
        ) : (
          <Button small onClick={() => putAway(one.id)}>
            <Trans>Do not show above every page any more</Trans>
          </Button>
        )}
      </div>
    </article>
  );
}
