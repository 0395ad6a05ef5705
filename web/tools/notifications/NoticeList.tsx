// What one was told, by day: each line leads to what it is about, and can be tidied away.
import { useLingui } from "@lingui/react/macro";
import {
  IconBell,
  IconMail,
  IconMailOpened,
  IconShieldCheck,
  IconTrash,
  IconUsers,
} from "@tabler/icons-react";
import { useRouter } from "@tanstack/react-router";
import type { MouseEvent } from "react";
import type { Notice } from "~/api/types";
import { Avatar, Hidden, IconButton, useFormats } from "~/kit";
import { byDay } from "./days";
import css from "./notices.module.css";
import { useNoticeDeeds } from "./useNoticeDeeds";

const icon = { size: 18, stroke: 1.75, "aria-hidden": true } as const;

export function NoticeList({
  notices,
  heading: Heading,
  onLeave,
}: {
  notices: readonly Notice[];
  /** Of the days. */
  heading: "h2" | "h3";
  /** Called when a line was followed. */
  onLeave?: () => void;
}) {
  const { t } = useLingui();
  const { date } = useFormats();
  const today = date(new Date());
  const yesterday = date(new Date(Date.now() - 24 * 3600 * 1000));
  const named: Record<string, string> = { [yesterday]: t`Yesterday`, [today]: t`Today` };
  return byDay(notices, date).map((day) => (
    <section key={day.date} aria-label={named[day.date] ?? day.date} className={css.day} data-level={Heading}>
      <Heading className={css.date}>{named[day.date] ?? day.date}</Heading>
      <ul>
        {day.notices.map((notice) => (
          <Line key={notice.id} notice={notice} onLeave={onLeave} />
        ))}
      </ul>
    </section>
  ));
}

function Line({ notice, onLeave }: { notice: Notice; onLeave?: () => void }) {
  const { t } = useLingui();
  const { time, dateTime } = useFormats();
  const { history } = useRouter();
  const { mark, drop } = useNoticeDeeds();
  const unread = notice.read_at === null;
  const follow = (event: MouseEvent) => {
    if (unread) mark({ id: notice.id, read: true });
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    onLeave?.();
    history.push(notice.link);
  };
  return (
    <li className={css.line} data-unread={unread || undefined}>
      <a href={notice.link} className={css.what} onClick={follow} onAuxClick={follow}>
        {notice.by ? (
          <Avatar name={notice.by.name} photo={notice.by.photo_url} size={36} />
        ) : (
          <span className={css.icon}>
            <KindIcon kind={notice.kind} />
          </span>
        )}
        <span className={css.words}>
          {unread && <Hidden>{t`Unread:`} </Hidden>}
          <span className={css.title}>{notice.title}</span>
          {notice.detail && <span className={css.detail}>{notice.detail}</span>}
          <span className={css.meta}>
            {notice.by && `${notice.by.name} · `}
            <time dateTime={notice.told_at} title={dateTime(notice.told_at)}>
              {time(notice.told_at)}
            </time>
          </span>
        </span>
      </a>
      <span className={css.deeds}>
        <IconButton
          small
          look="quiet"
          label={unread ? t`Mark as read: ${notice.title}` : t`Mark as unread: ${notice.title}`}
          tooltip={false}
          title={unread ? t`Mark as read` : t`Mark as unread`}
          onClick={() => mark({ id: notice.id, read: unread })}
        >
          {unread ? <IconMailOpened {...icon} /> : <IconMail {...icon} />}
        </IconButton>
        <IconButton
          small
          look="quiet"
          label={t`Delete: ${notice.title}`}
          tooltip={false}
          title={t`Delete`}
          onClick={() => drop(notice.id)}
        >
          <IconTrash {...icon} />
        </IconButton>
      </span>
    </li>
  );
}

function KindIcon({ kind }: { kind: string }) {
  if (kind.startsWith("accounts.group")) return <IconUsers {...icon} />;
  if (kind.startsWith("accounts.")) return <IconShieldCheck {...icon} />;
  return <IconBell {...icon} />;
}
