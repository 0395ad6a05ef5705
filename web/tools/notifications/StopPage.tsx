// Where a link in a letter leads: it stops letters of its kind when the reader says so, without signing in.
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { mailLinkQuery, resumeMail, stopMail } from "~/api/notifications";
import { isProblem } from "~/api/problem";
import type { MailLink } from "~/api/types";
import { Button, LostPicture, ProblemMessage, QuietBellPicture, SkeletonRows, useTitle } from "~/kit";
import { Mark } from "~/shell/Mark";
import { PublicFrame } from "~/shell/PublicFrame";
import css from "./notices.module.css";

export default function StopPage() {
  const { t } = useLingui();
  const { token } = useParams({ strict: false }) as { token: string };
  useTitle(t`Mails from here`);
  const link = useQuery(mailLinkQuery(token));
  const unknown = isProblem(link.error, "not-found");
  return (
    <PublicFrame>
      <Mark large />
      {link.isPending && <SkeletonRows rows={3} icon={false} />}
      {link.isError && !unknown && <ProblemMessage error={link.error} onRetry={() => void link.refetch()} />}
      {unknown && (
        <div className={css.ending}>
          <LostPicture />
          <h1>
            <Trans>This link leads nowhere</Trans>
          </h1>
          <p>
            <Trans>It may have been cut in two by a mail program. Sign in to choose what you receive.</Trans>
          </p>
          <p>
            <Link to="/notifications/preferences">
              <Trans>Choose what I receive</Trans>
            </Link>
          </p>
        </div>
      )}
      {link.data && <Stop token={token} link={link.data} />}
    </PublicFrame>
  );
}

function Stop({ token, link }: { token: string; link: MailLink }) {
  const { i18n } = useLingui();
  const queries = useQueryClient();
  const keep = (next: MailLink) => queries.setQueryData(mailLinkQuery(token).queryKey, next);
  const stop = useMutation({ mutationFn: () => stopMail(token), onSuccess: keep });
  const resume = useMutation({ mutationFn: () => resumeMail(token), onSuccess: keep });
  const kind = link.kind && (i18n.locale === "fr" ? link.kind.fr : link.kind.en);
  const error = stop.error ?? resume.error;
  return (
    <div className={css.ending}>
      {link.stopped && <QuietBellPicture />}
      <h1>{link.stopped ? <Trans>These letters come no more</Trans> : <Trans>Stop these letters?</Trans>}</h1>
      <p role="status">
        {kind ? (
          link.stopped ? (
            <Trans>
              You get no more mail about “{kind}”. It goes on being told in your list of notifications.
            </Trans>
          ) : (
            <Trans>
              They are about “{kind}”. It goes on being told in your list of notifications, without mail.
            </Trans>
          )
        ) : link.stopped ? (
          <Trans>You get no daily summary any more. Your list of notifications goes on.</Trans>
        ) : (
          <Trans>It is the daily summary. Your list of notifications goes on without it.</Trans>
        )}
      </p>
      {error && <ProblemMessage error={error} />}
      {link.stopped ? (
        <Button busy={resume.isPending} onClick={() => resume.mutate()}>
          <Trans>I would rather have them again</Trans>
        </Button>
      ) : (
        <Button look="main" busy={stop.isPending} onClick={() => stop.mutate()}>
          <Trans>Stop these letters</Trans>
        </Button>
      )}
      <p>
        <Link to="/notifications/preferences">
          <Trans>Choose what I receive</Trans>
        </Link>
      </p>
    </div>
  );
}
