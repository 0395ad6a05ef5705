// Everything one was told in the last months.
import { Trans, useLingui } from "@lingui/react/macro";
import { IconChecks, IconSettings } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { noticesQuery, unreadQuery } from "~/api/notifications";
import { Button, EmptyState, Page, ProblemMessage, QuietBellPicture, SkeletonRows, Switch } from "~/kit";
import { NoticeList } from "./NoticeList";
import css from "./notices.module.css";
import type { NoticesSearch } from "./search";
import { useNoticeDeeds } from "./useNoticeDeeds";

export default function NoticesPage() {
  const { t } = useLingui();
  const navigate = useNavigate();
  const { unread = false } = useSearch({ strict: false }) as NoticesSearch;
  const list = useInfiniteQuery(noticesQuery(unread));
  const waiting = useQuery(unreadQuery).data?.unread ?? 0;
  const { readAll, readingAll } = useNoticeDeeds();
  const notices = list.data?.pages.flatMap((page) => page.items);
  const show = (next: boolean) =>
    void navigate({ to: "/notifications", search: next ? { unread: true } : {}, replace: true });
  return (
    <Page
      title={t`Notifications`}
      width="narrow"
      actions={
        <Button as={Link} to="/notifications/preferences" icon={<IconSettings size={18} stroke={1.75} />}>
          <Trans>Preferences</Trans>
        </Button>
      }
    >
      <div className={css.toolbar}>
        <Switch label={t`Unread only`} checked={unread} onChange={show} />
        <Button
          small
          look="quiet"
          icon={<IconChecks size={18} stroke={1.75} />}
          disabled={waiting === 0}
          busy={readingAll}
          onClick={() => readAll(notices?.[0]?.id)}
        >
          <Trans>Mark everything as read</Trans>
        </Button>
      </div>
      {list.isPending && <SkeletonRows rows={6} />}
      {list.isError && !notices && <ProblemMessage error={list.error} onRetry={() => void list.refetch()} />}
      {notices?.length === 0 && !list.hasNextPage && (
        <EmptyState
          picture={<QuietBellPicture />}
          title={unread ? t`You have read everything` : t`All is quiet`}
          action={
            unread && (
              <Button onClick={() => show(false)}>
                <Trans>Show what was read</Trans>
              </Button>
            )
          }
        >
          {!unread && (
            <p>
              <Trans>
                When somebody adds you to a group, or something happens that concerns you, you find it here.
              </Trans>
            </p>
          )}
        </EmptyState>
      )}
      {notices && notices.length > 0 && (
        <div>
          <NoticeList notices={notices} heading="h2" />
        </div>
      )}
      {list.isFetchNextPageError && (
        <ProblemMessage error={list.error} onRetry={() => void list.fetchNextPage()} />
      )}
      {list.hasNextPage && !list.isFetchNextPageError && (
        <div className={css.more}>
          <Button busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            <Trans>Show earlier notices</Trans>
          </Button>
        </div>
      )}
    </Page>
  );
}
