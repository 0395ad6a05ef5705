// What is usual in the organisation: for everybody who chose nothing else. For administrators.
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, Navigate } from "@tanstack/react-router";
import { changeDefaults, defaultsQuery } from "~/api/notifications";
import type { NoticeChoice } from "~/api/types";
import { Page, ProblemMessage, Section, SkeletonRows } from "~/kit";
import { SettingsTabs } from "~/shell/SettingsTabs";
import { isAdmin, useMe } from "~/shell/session";
import { KindList } from "./KindList";

export default function DefaultsPage() {
  const admin = isAdmin(useMe());
  return admin ? <Defaults /> : <Navigate to="/notifications/preferences" replace />;
}

function Defaults() {
  const { t } = useLingui();
  const defaults = useQuery(defaultsQuery);
  const queries = useQueryClient();
  const change = useMutation({
    mutationFn: ({ kind, choice }: { kind: string; choice: NoticeChoice }) =>
      changeDefaults({ [kind]: choice }),
    onSuccess: (now) => queries.setQueryData(defaultsQuery.queryKey, now),
  });
  return (
    <Page title={t`Organisation settings`} width="narrow">
      <SettingsTabs />
      {defaults.isPending && <SkeletonRows rows={5} icon={false} />}
      {defaults.isError && !defaults.data && (
        <ProblemMessage error={defaults.error} onRetry={() => void defaults.refetch()} />
      )}
      {change.error && <ProblemMessage error={change.error} />}
      {defaults.data && (
        <Section
          title={t`What people are told`}
          lead={
            <Trans>
              What is usual here. People who chose something else keep their choice.{" "}
              <Link to="/notifications/preferences">My own preferences</Link>
            </Trans>
          }
        >
          <KindList
            kinds={defaults.data.kinds}
            onChoose={(kind, choice) => change.mutate({ kind, choice })}
          />
        </Section>
      )}
    </Page>
  );
}
