import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ACCOUNTS, endAllSessions, endOtherSessions, endSession, sessionsQuery } from "~/api/accounts";
import type { Session } from "~/api/types";
import { Badge, Button, ProblemMessage, Section, SkeletonRows, Table, toast, useFormats } from "~/kit";
import css from "./account.module.css";

export function SessionsSection() {
  const { t } = useLingui();
  const { ago, dateTime } = useFormats();
  const queries = useQueryClient();
  const sessions = useQuery(sessionsQuery);
  const refresh = () => queries.invalidateQueries({ queryKey: ACCOUNTS });
  const end = useMutation({ mutationFn: (session: Session) => endSession(session.id), onSettled: refresh });
  const endOthers = useMutation({
    mutationFn: endOtherSessions,
    onSuccess: () => toast(t`Your other browsers are disconnected.`),
    onSettled: refresh,
  });
  const endAll = useMutation({ mutationFn: endAllSessions, onSuccess: () => window.location.assign("/") });
  const items = sessions.data?.items;
  const error = end.error ?? endOthers.error ?? endAll.error;
  return (
    <Section
      title={t`Signed-in browsers`}
      lead={t`The browsers in which you are signed in. Disconnect those that you do not know, then change your password.`}
    >
      {sessions.isPending && <SkeletonRows rows={2} icon={false} />}
      {sessions.isError && <ProblemMessage error={sessions.error} onRetry={() => void sessions.refetch()} />}
      {error && <ProblemMessage error={error} />}
      {items && (
        <>
          <Table
            caption={t`Signed-in browsers`}
            rows={items}
            rowKey={(session) => session.id}
            columns={[
              {
                key: "device",
                header: t`Browser`,
                cell: (session) => (
                  <span className={css.device}>
                    {session.device}
                    {session.current && (
                      <Badge tone="good">
                        <Trans>This one</Trans>
                      </Badge>
                    )}
                  </span>
                ),
              },
              { key: "address", header: t`Address`, cell: (session) => session.address },
              {
                key: "seen",
                header: t`Last seen`,
                cell: (session) => (
                  <time dateTime={session.last_seen_at} title={dateTime(session.last_seen_at)}>
                    {ago(session.last_seen_at)}
                  </time>
                ),
              },
              {
                key: "actions",
                header: t`Actions`,
                align: "end",
                actions: true,
                cell: (session) =>
                  !session.current && (
                    <Button
                      small
                      aria-label={t`Disconnect ${session.device}`}
                      busy={end.isPending && end.variables?.id === session.id}
                      onClick={() => end.mutate(session)}
                    >
                      <Trans>Disconnect</Trans>
                    </Button>
                  ),
              },
            ]}
          />
          <div className={css.row}>
            {items.length > 1 && (
              <Button busy={endOthers.isPending} onClick={() => endOthers.mutate()}>
                <Trans>Disconnect all the others</Trans>
              </Button>
            )}
            <Button look="quiet" danger busy={endAll.isPending} onClick={() => endAll.mutate()}>
              <Trans>Sign out everywhere, here too</Trans>
            </Button>
          </div>
        </>
      )}
    </Section>
  );
}
