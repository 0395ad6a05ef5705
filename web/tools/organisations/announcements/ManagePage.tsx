// Announcements to everybody, for administrators: written, changed, ended, deleted.
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { IconPlus } from "@tabler/icons-react";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { Navigate } from "@tanstack/react-router";
import { useState } from "react";
import {
  ANNOUNCEMENTS,
  announcementsQuery,
  endAnnouncement,
  removeAnnouncement,
  restoreAnnouncement,
} from "~/api/announcements";
import type { Announcement, AnnouncementState } from "~/api/types";
import {
  Badge,
  Button,
  EmptyState,
  Linked,
  Page,
  ProblemMessage,
  problemWords,
  QuietDayPicture,
  Section,
  SkeletonRows,
  type Tone,
  toast,
  useFormats,
} from "~/kit";
import { SettingsTabs } from "~/shell/SettingsTabs";
import { isAdmin, useMe } from "~/shell/session";
import { AnnouncementDialog } from "./AnnouncementDialog";
import css from "./announcements.module.css";

const TONES: Record<AnnouncementState, Tone> = { planned: "accent", running: "good", over: "neutral" };

export default function ManagePage() {
  const { t } = useLingui();
  const pages = useInfiniteQuery(announcementsQuery);
  const [writing, setWriting] = useState<Announcement | "new" | null>(null);
  if (!isAdmin(useMe())) return <Navigate to="/announcements" replace />;
  const all = pages.data?.pages.flatMap((page) => page.items);
  const write = (
    <Button
      look="main"
      icon={<IconPlus size={18} stroke={2} aria-hidden />}
      onClick={() => setWriting("new")}
    >
      <Trans>New announcement</Trans>
    </Button>
  );
  return (
    <Page title={t`Organisation settings`} width="narrow">
      <SettingsTabs />
      <Section
        title={t`Announcements`}
        lead={t`Shown above every page to whom they are for, at once and until they hide them, and told in their notifications.`}
        actions={all && all.length > 0 && write}
      >
        {pages.isPending && <SkeletonRows rows={4} icon={false} />}
        {pages.isError && !all && <ProblemMessage error={pages.error} onRetry={() => void pages.refetch()} />}
        {all?.length === 0 && (
          <EmptyState picture={<QuietDayPicture />} title={t`Nothing was announced yet`} action={write}>
            <Trans>A closed office, a general assembly, a new tool: what everybody should know.</Trans>
          </EmptyState>
        )}
        {all && all.length > 0 && (
          <ul className={css.list}>
            {all.map((one) => (
              <li key={one.id}>
                <Line announcement={one} onChange={() => setWriting(one)} />
              </li>
            ))}
          </ul>
        )}
        {pages.hasNextPage && (
          <div className={css.row}>
            <Button busy={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
              <Trans>Show earlier ones</Trans>
            </Button>
          </div>
        )}
      </Section>
      {writing && (
        <AnnouncementDialog old={writing === "new" ? null : writing} onClose={() => setWriting(null)} />
      )}
    </Page>
  );
}

function Line({ announcement: one, onChange }: { announcement: Announcement; onChange: () => void }) {
  const { t } = useLingui();
  const { dateTime } = useFormats();
  const queries = useQueryClient();
  const settle = {
    onError: (error: Error) => {
      const { what, next } = problemWords(error);
      toast(`${what} ${next}`, { tone: "bad" });
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ANNOUNCEMENTS }),
  };
  const end = useMutation({
    mutationFn: endAnnouncement,
    onSuccess: () => void toast(t`The announcement is over.`),
    ...settle,
  });
  const restore = useMutation({ mutationFn: restoreAnnouncement, ...settle });
  const remove = useMutation({
    mutationFn: removeAnnouncement,
    onSuccess: (_, id) => void toast(t`The announcement is deleted.`, { undo: () => restore.mutate(id) }),
    ...settle,
  });
  const states: Record<AnnouncementState, string> = {
    planned: t`To come`,
    running: t`Shown now`,
    over: t`Over`,
  };
  const names = one.groups?.map(({ name }) => name).join(", ");
  const whom = one.groups === null ? t`Everybody` : names || t`Groups that are not there any more`;
  return (
    <>
      <p className={css.row}>
        <Badge tone={TONES[one.state]}>{states[one.state]}</Badge>
        <span className={css.title} dir="auto">
          {one.title}
        </span>
      </p>
      {one.text !== "" && <Linked text={one.text} />}
      <p className={css.small}>
        {one.guests ? t`${whom}, guests too` : whom}
        {" · "}
        {one.ends_at
          ? t`${dateTime(one.starts_at)} to ${dateTime(one.ends_at)}`
          : t`from ${dateTime(one.starts_at)} on`}
        {one.by_name && ` · ${one.by_name}`}
        {one.put_away > 0 && (
          <>
            {" · "}
            <Plural value={one.put_away} one="# person has hidden it" other="# people have hidden it" />
          </>
        )}
      </p>
      <div className={css.row}>
        <Button
          small
          onClick={onChange}
          aria-label={one.state === "over" ? t`Announce again: ${one.title}` : t`Change: ${one.title}`}
        >
          {one.state === "over" ? <Trans>Announce again</Trans> : <Trans>Change</Trans>}
        </Button>
        {one.state === "running" && (
          <Button
            small
            busy={end.isPending}
            onClick={() => end.mutate(one.id)}
            aria-label={t`End: ${one.title}`}
          >
            <Trans>End</Trans>
          </Button>
        )}
        <Button
          small
          look="quiet"
          danger
          busy={remove.isPending}
          onClick={() => remove.mutate(one.id)}
          aria-label={t`Delete: ${one.title}`}
        >
          <Trans>Delete</Trans>
        </Button>
      </div>
    </>
  );
}
