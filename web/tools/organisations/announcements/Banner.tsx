// The newest announcement that the reader has not put away, calm, above every page. Where nothing runs, nothing is shown.
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { IconSpeakerphone, IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useRouterState } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { runningQuery } from "~/api/announcements";
import type { RunningAnnouncement } from "~/api/types";
import { Hidden, IconButton, Linked } from "~/kit";
import css from "./announcements.module.css";
import { useAway } from "./useAway";

/** A text up to this long stands in the banner; of a longer one its beginning, and the rest on its page. */
const SHORT = 160;

export default function Banner() {
  const { t } = useLingui();
  const { data } = useQuery(runningQuery);
  const { putAway } = useAway();
  // On the page of the announcements they are all there.
  const onPage = useRouterState({ select: (state) => state.location.pathname === "/announcements" });
  const waiting = (data?.items ?? []).filter((one) => !one.put_away);
  const [shown] = waiting;
  const others = waiting.length - 1;
  return (
    <>
      <Said shown={shown} known={data !== undefined} />
      {shown && !onPage && (
        <section className={css.banner} aria-label={t`Announcement`} key={shown.id}>
          <IconSpeakerphone size={22} stroke={1.75} aria-hidden className={css.bannerIcon} />
          <div className={css.bannerWords}>
            <p className={css.bannerTitle} dir="auto">
              {shown.title}
            </p>
            <Beginning announcement={shown} />
            {others > 0 && (
              <p>
                <Link to="/announcements" className={css.bannerLink}>
                  <Plural value={others} one="# other announcement" other="# other announcements" />
                </Link>
              </p>
            )}
          </div>
          <IconButton small label={t`Hide this announcement`} onClick={() => putAway(shown.id)}>
            <IconX size={18} stroke={1.75} aria-hidden />
          </IconButton>
        </section>
      )}
    </>
  );
}

function Beginning({ announcement: { id, text } }: { announcement: RunningAnnouncement }) {
  if (text === "") return null;
  if (text.length <= SHORT && !text.includes("\n\n")) return <Linked text={text} />;
  const line = text.replace(/\s+/g, " ");
  const cut = line.length <= SHORT ? line : `${line.slice(0, SHORT).replace(/[\s.,;:!?…]+\S*$/, "")}…`;
  return (
    <p>
      <span dir="auto" className={css.breaking}>
        {cut}
      </span>{" "}
      <Link to="/announcements" search={{ id }} className={css.bannerLink}>
        <Trans>Read on</Trans>
      </Link>
    </p>
  );
}

/** Says, softly, that something is announced while the page is open. */
function Said({ shown, known }: { shown: RunningAnnouncement | undefined; known: boolean }) {
  const { t } = useLingui();
  const before = useRef<string | null | undefined>(undefined);
  const [words, setWords] = useState("");
  useEffect(() => {
    if (!known) return;
    const now = shown?.id ?? null;
    if (before.current !== undefined && now !== null && now !== before.current)
      setWords(t`Announcement: ${shown?.title ?? ""}`);
    before.current = now;
  }, [shown, known, t]);
  return (
    <Hidden>
      <span role="status">{words}</span>
    </Hidden>
  );
}
