// What matters now: the files one was in, what others changed, and the drives. Everything is asked for at once, and
// each part keeps its place while it loads.
import { useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { drivesQuery, recentQuery } from "~/api/files";
import type { Me } from "~/api/types";
import { EmptyState, formatsFor, Page, ProblemMessage, QuietDayPicture, useFormats } from "~/kit";
import { useMe, useOrganisation } from "../session";
import { ConnectHint } from "./ConnectHint";
import { Drives } from "./Drives";
import { firstName, partOfDay } from "./greeting";
import css from "./HomePage.module.css";
import { Recent } from "./Recent";

const RECENT = 24;

export default function HomePage() {
  const { t } = useLingui();
  const me = useMe();
  const today = useToday();
  const greeting = useGreeting(firstName(me.name));
  return (
    <Page title={t`Home`} heading={<p className={css.greeting}>{greeting}</p>} lead={today}>
      {useOrganisation().tools.includes("files") ? (
        <Files me={me} />
      ) : (
        <EmptyState picture={<QuietDayPicture />} title={t`Nothing to catch up on`} />
      )}
    </Page>
  );
}

function Files({ me }: { me: Me }) {
  const { t } = useLingui();
  const recent = useQuery(recentQuery(RECENT));
  const drives = useQuery(drivesQuery);
  return (
    <div className={css.columns}>
      <div className={css.main}>
        {recent.isError ? (
          <ProblemMessage error={recent.error} onRetry={() => void recent.refetch()} />
        ) : (
          <Recent nodes={recent.data?.items} drives={drives.data?.items ?? []} me={me} />
        )}
      </div>
      <aside className={css.aside} aria-label={t`Spaces`}>
        {drives.isError ? (
          <ProblemMessage error={drives.error} onRetry={() => void drives.refetch()} />
        ) : (
          <Drives drives={drives.data?.items} />
        )}
        <ConnectHint />
      </aside>
    </div>
  );
}

function useGreeting(name: string): string {
  const { t } = useLingui();
  const { time_zone } = useOrganisation();
  const { locale } = useFormats();
  const part = partOfDay(useMemo(() => formatsFor(locale, time_zone).hour(), [locale, time_zone]));
  switch (part) {
    case "morning":
      return t`Good morning, ${name}`;
    case "afternoon":
      return t`Good afternoon, ${name}`;
    case "evening":
      return t`Good evening, ${name}`;
  }
}

function useToday(): string {
  const { locale } = useFormats();
  const { time_zone } = useOrganisation();
  return useMemo(() => {
    const day = new Intl.DateTimeFormat(locale, {
      timeZone: time_zone,
      weekday: "long",
      day: "numeric",
      month: "long",
    }).format(new Date());
    return day.charAt(0).toLocaleUpperCase(locale) + day.slice(1);
  }, [locale, time_zone]);
}
