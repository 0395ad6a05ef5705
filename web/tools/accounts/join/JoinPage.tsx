// Where an invitation leads: who invites to what, an account in one form, and then what there is to find here.
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { meQuery } from "~/api/accounts";
import { join, joiningQuery } from "~/api/invitations";
import { isProblem } from "~/api/problem";
import { askByInvitation } from "~/api/registrations";
import type { Joining, Me } from "~/api/types";
import { LostPicture, ProblemMessage, SkeletonRows, useTitle } from "~/kit";
import { Mark } from "~/shell/Mark";
import { PublicFrame } from "~/shell/PublicFrame";
import { useMaybeMe } from "~/shell/session";
import { AskForm } from "../registrations/AskForm";
import { FirstVisit } from "./FirstVisit";
import { JoinForm } from "./JoinForm";
import css from "./join.module.css";

export default function JoinPage() {
  const { t } = useLingui();
  const { token } = useParams({ strict: false }) as { token: string };
  const queries = useQueryClient();
  const [joined, setJoined] = useState<Me | null>(null);
  const here = useMaybeMe();
  useTitle(t`Join`);
  const joining = useQuery({
    ...joiningQuery(token),
    enabled: joined === null,
    // What was read is what is accepted: it does not change under the eyes of the reader.
    staleTime: Number.POSITIVE_INFINITY,
  });
  const over = isProblem(joining.error, "not-found");
  return (
    <PublicFrame wide>
      <Mark large />
      {joined && <FirstVisit me={joined} onChange={setJoined} />}
      {!joined && joining.isPending && <SkeletonRows rows={5} icon={false} />}
      {!joined && joining.isError && !over && (
        <ProblemMessage error={joining.error} onRetry={() => void joining.refetch()} />
      )}
      {!joined && over && (
        <div className={css.ending}>
          <div className={css.picture}>
            <LostPicture />
          </div>
          <h1 className={css.title}>
            <Trans>This invitation is no longer valid</Trans>
          </h1>
          <p>
            <Trans>
              It was used already, its time is over, or it was taken back. Ask whoever invited you for a new
              link.
            </Trans>
          </p>
          <p>
            <Link to="/">
              <Trans>I already have an account</Trans>
            </Link>
          </p>
        </div>
      )}
      {!joined && joining.data && joining.data.domains.length > 0 && (
        <AskForm
          title={<InvitedBy joining={joining.data} />}
          domains={joining.data.domains}
          lead={
            <Trans>
              This link is for some addresses alone. Confirm yours by the letter that we send you.
            </Trans>
          }
          ask={(asking) => askByInvitation(token, asking)}
        />
      )}
      {!joined && joining.data?.domains.length === 0 && (
        <JoinForm
          joining={joining.data}
          enter={(newcomer) => join(token, newcomer)}
          signedIn={here}
          onJoined={(me) => {
            queries.setQueryData(meQuery.queryKey, me);
            setJoined(me);
          }}
        />
      )}
    </PublicFrame>
  );
}

function InvitedBy({ joining: { invited_by: by, organisation } }: { joining: Joining }) {
  return by ? (
    <Trans>
      {by} invites you to {organisation}
    </Trans>
  ) : (
    <Trans>You are invited to {organisation}</Trans>
  );
}
