// Whether letters leave, whether they will be believed, and what became of each.
import { useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { Navigate } from "@tanstack/react-router";
import { mailQuery } from "~/api/mail";
import { Page, ProblemMessage, SkeletonRows } from "~/kit";
import { SettingsTabs } from "~/shell/SettingsTabs";
import { isAdmin, useMe } from "~/shell/session";
import { Checks } from "./Checks";
import { Letters } from "./Letters";
import { Sending } from "./Sending";

export default function MailPage() {
  const { t } = useLingui();
  const mail = useQuery({ ...mailQuery, refetchInterval: 30_000 });
  if (!isAdmin(useMe())) return <Navigate to="/" replace />;
  return (
    <Page title={t`Organisation settings`} width="narrow">
      <SettingsTabs />
      {mail.isPending && <SkeletonRows rows={6} icon={false} />}
      {mail.isError && !mail.data && (
        <ProblemMessage error={mail.error} onRetry={() => void mail.refetch()} />
      )}
      {mail.data && (
        <>
          <Sending mail={mail.data} />
          {mail.data.way !== "folder" && <Checks />}
          <Letters mail={mail.data} />
        </>
      )}
    </Page>
  );
}
