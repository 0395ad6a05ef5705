import { Trans } from "@lingui/react/macro";
import { useInfiniteQuery } from "@tanstack/react-query";
import { noticesQuery } from "~/api/notifications";
import { ProblemMessage, QuietBellPicture, SkeletonRows } from "~/kit";
import { NoticeList } from "./NoticeList";
import css from "./notices.module.css";

/** The newest of the list, in the panel of the bell. */
export default function Newest({ onLeave }: { onLeave: () => void }) {
  const list = useInfiniteQuery(noticesQuery(false));
  const notices = list.data?.pages[0]?.items;
  if (list.isPending) return <SkeletonRows rows={3} />;
  if (!notices) return <ProblemMessage error={list.error} onRetry={() => void list.refetch()} />;
  if (notices.length === 0)
    return (
      <div className={css.quiet}>
        <QuietBellPicture />
        <p>
          <Trans>All is quiet. What others do with you or for you is told here.</Trans>
        </p>
      </div>
    );
  return <NoticeList notices={notices} heading="h3" onLeave={onLeave} />;
}
