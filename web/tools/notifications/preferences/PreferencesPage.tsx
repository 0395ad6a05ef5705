// One page for what one is told of and how: by kind, when to be left alone, and on which devices. Changes apply at once.
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { changePreferences, preferencesQuery } from "~/api/notifications";
import type { NotificationPreferences, NotificationPreferencesChange } from "~/api/types";
import { Page, ProblemMessage, Section, SkeletonRows } from "~/kit";
import { isAdmin, useMe } from "~/shell/session";
import { DaySection } from "./DaySection";
import { DevicesSection } from "./DevicesSection";
import { KindList } from "./KindList";
import { QuietSection } from "./QuietSection";

export default function PreferencesPage() {
  const { t } = useLingui();
  const admin = isAdmin(useMe());
  const preferences = useQuery(preferencesQuery);
  const queries = useQueryClient();
  const change = useMutation({
    mutationFn: changePreferences,
    onMutate: (next: Partial<NotificationPreferencesChange>) => {
      queries.setQueryData<NotificationPreferences>(
        preferencesQuery.queryKey,
        (known) => known && chosen(known, next),
      );
    },
    onSuccess: (now) => queries.setQueryData(preferencesQuery.queryKey, now),
    onError: () => void queries.invalidateQueries({ queryKey: preferencesQuery.queryKey }),
  });
  const { data } = preferences;
  return (
    <Page
      title={t`Notification preferences`}
      lead={t`For you alone. Everything stands in your list of notifications in any case. Changes apply at once.`}
      width="narrow"
    >
      {preferences.isPending && <SkeletonRows rows={6} icon={false} />}
      {preferences.isError && !data && (
        <ProblemMessage error={preferences.error} onRetry={() => void preferences.refetch()} />
      )}
      {change.error && <ProblemMessage error={change.error} />}
      {data && (
        <>
          <Section
            title={t`What you are told`}
            lead={
              admin && (
                <Link to="/settings/notifications">
                  <Trans>Choose what is usual for everybody</Trans>
                </Link>
              )
            }
          >
            <KindList
              kinds={data.kinds}
              onChoose={(kind, choice) => change.mutate({ kinds: { [kind]: choice } })}
            />
          </Section>
          <DevicesSection />
          <QuietSection
            quiet={data.quiet}
            timeZone={data.time_zone}
            onChange={(quiet) => change.mutate({ quiet })}
          />
          <DaySection
            digest={data.digest}
            timeZone={data.time_zone}
            onChange={(digest) => change.mutate({ digest })}
          />
        </>
      )}
    </Page>
  );
}

/** What the page shows until the server has answered. */
function chosen(
  known: NotificationPreferences,
  next: Partial<NotificationPreferencesChange>,
): NotificationPreferences {
  const kinds = known.kinds.map((kind) => {
    const choice = next.kinds?.[kind.name];
    if (!choice) return kind;
    return {
      ...kind,
      chosen_mail: choice.mail,
      chosen_push: choice.push,
      mail: choice.mail ?? kind.default_mail,
      push: choice.push ?? kind.default_push,
    };
  });
  return { ...known, kinds, quiet: next.quiet ?? known.quiet, digest: next.digest ?? known.digest };
}
