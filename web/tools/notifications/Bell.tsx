// The bell in the bar of every page: how much is unread, live, and the newest of it. On a phone it leads to the page.
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { IconBell, IconChecks, IconSettings } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { unreadQuery } from "~/api/notifications";
import { Hidden, IconButton, Popover, SkeletonRows, useMediaPhone } from "~/kit";
import css from "./notices.module.css";
import { useNoticeDeeds } from "./useNoticeDeeds";

const Newest = lazy(() => import("./Newest"));
/** More than anybody counts. */
const MOST = 99;

export default function Bell() {
  const { t } = useLingui();
  const phone = useMediaPhone();
  const [open, setOpen] = useState(false);
  const { data } = useQuery(unreadQuery);
  const unread = data?.unread ?? 0;
  const { readAll, readingAll } = useNoticeDeeds();
  useEffect(() => {
    // The number on the icon of the installed app.
    if (unread > 0) void navigator.setAppBadge?.(unread).catch(() => {});
    else void navigator.clearAppBadge?.().catch(() => {});
  }, [unread]);
  const inside = (
    <>
      <IconBell size={22} stroke={1.75} aria-hidden />
      {unread > 0 && (
        <span className={css.count} aria-hidden>
          {unread > MOST ? `${MOST}+` : unread}
        </span>
      )}
      <Hidden>
        {unread > 0 ? (
          <Plural value={unread} one="Notifications: # unread" other="Notifications: # unread" />
        ) : (
          t`Notifications`
        )}
      </Hidden>
    </>
  );
  if (phone)
    return (
      <>
        <Link to="/notifications" className={css.bell}>
          {inside}
        </Link>
        <Said unread={unread} known={data !== undefined} />
      </>
    );
  const close = () => setOpen(false);
  return (
    <>
      <Popover
        open={open}
        onChange={setOpen}
        label={t`Notifications`}
        button={
          <button type="button" className={css.bell} onClick={() => setOpen(!open)}>
            {inside}
          </button>
        }
      >
        <div className={css.panelHead}>
          <h2>
            <Trans>Notifications</Trans>
          </h2>
          <IconButton
            look="quiet"
            label={t`Mark everything as read`}
            tooltip={false}
            title={t`Mark everything as read`}
            disabled={unread === 0 || readingAll}
            onClick={() => readAll(undefined)}
          >
            <IconChecks size={20} stroke={1.75} aria-hidden />
          </IconButton>
          <IconButton
            as={Link}
            to="/notifications/preferences"
            look="quiet"
            label={t`Notification preferences`}
            tooltip={false}
            title={t`Notification preferences`}
            onClick={close}
          >
            <IconSettings size={20} stroke={1.75} aria-hidden />
          </IconButton>
        </div>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be reached with the keyboard */}
        <div className={css.panelBody} tabIndex={0}>
          <Suspense fallback={<SkeletonRows rows={3} />}>{open && <Newest onLeave={close} />}</Suspense>
        </div>
        <div className={css.panelFoot}>
          <Link to="/notifications" onClick={close}>
            <Trans>See all notifications</Trans>
          </Link>
        </div>
      </Popover>
      <Said unread={unread} known={data !== undefined} />
    </>
  );
}

/** Says, softly, that there is something new. */
function Said({ unread, known }: { unread: number; known: boolean }) {
  const before = useRef<number | null>(null);
  const [words, setWords] = useState(0);
  useEffect(() => {
    if (!known) return;
    if (before.current !== null && unread > before.current) setWords(unread);
    before.current = unread;
  }, [unread, known]);
  return (
    <Hidden>
      <span role="status">
        {words > 0 && <Plural value={words} one="# unread notification" other="# unread notifications" />}
      </span>
    </Hidden>
  );
}
