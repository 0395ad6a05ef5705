// Where the letter leads of somebody who asked to join: to their account, or to waiting for an administrator.
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { meQuery } from "~/api/accounts";
import { isProblem } from "~/api/problem";
import { confirmRegistration, register, registeringQuery } from "~/api/registrations";
import type { Me, Registering } from "~/api/types";
import { Button, LostPicture, PeoplePicture, ProblemMessage, SkeletonRows, useTitle } from "~/kit";
import { Mark } from "~/shell/Mark";
import { PublicFrame } from "~/shell/PublicFrame";
import { useMaybeMe } from "~/shell/session";
import { FirstVisit } from "../join/FirstVisit";
import { JoinForm } from "../join/JoinForm";
import css from "../join/join.module.css";

export default function RegisteringPage() {
  const { t } = useLingui();
  const { token } = useParams({ strict: false }) as { token: string };
  const queries = useQueryClient();
  const here = useMaybeMe();
  const [joined, setJoined] = useState<Me | null>(null);
  useTitle(t`Join`);
  const query = registeringQuery(token);
  const found = useQuery({ ...query, enabled: joined === null });
  const over = isProblem(found.error, "not-found");
  return (
    <PublicFrame wide>
      <Mark large />
      {joined && <FirstVisit me={joined} onChange={setJoined} />}
      {!joined && found.isPending && <SkeletonRows rows={5} icon={false} />}
      {!joined && found.isError && !over && (
        <ProblemMessage error={found.error} onRetry={() => void found.refetch()} />
      )}
      {!joined && over && <Over />}
      {!joined && found.data?.next === "join" && (
        <JoinForm
          joining={{ ...found.data, invited_by: null }}
          asked
          signedIn={here}
          enter={(newcomer) => register(token, newcomer)}
          onJoined={(me) => {
            queries.setQueryData(meQuery.queryKey, me);
            setJoined(me);
          }}
        />
      )}
      {!joined && found.data?.next === "confirm" && (
        <Confirm
          token={token}
          registering={found.data}
          onConfirmed={(now) => queries.setQueryData(query.queryKey, now)}
        />
      )}
      {!joined && found.data?.next === "wait" && <Waiting registering={found.data} />}
    </PublicFrame>
  );
}

function Confirm({
  token,
  registering: { organisation, email },
  onConfirmed,
}: {
  token: string;
  registering: Registering;
  onConfirmed: (now: Registering) => void;
}) {
  const confirm = useMutation({ mutationFn: () => confirmRegistration(token), onSuccess: onConfirmed });
  return (
    <div className={css.ending}>
      <h1 className={css.title}>
        <Trans>Join {organisation}</Trans>
      </h1>
      <p>
        <Trans>
          You ask to join with <strong>{email}</strong>. Those who administrate the organisation will see your
          name and this address.
        </Trans>
      </p>
      {confirm.isError && <ProblemMessage error={confirm.error} />}
      <Button look="main" wide busy={confirm.isPending} onClick={() => confirm.mutate()}>
        <Trans>This is my address</Trans>
      </Button>
    </div>
  );
}

function Waiting({ registering: { organisation, email } }: { registering: Registering }) {
  return (
    <div className={css.ending}>
      <div className={css.picture}>
        <PeoplePicture />
      </div>
      <h1 className={css.title}>
        <Trans>Your request is waiting</Trans>
      </h1>
      <p>
        <Trans>
          Those who administrate {organisation} will decide. You will get a letter at <strong>{email}</strong>
          : you can close this page.
        </Trans>
      </p>
    </div>
  );
}

function Over() {
  return (
    <div className={css.ending}>
      <div className={css.picture}>
        <LostPicture />
      </div>
      <h1 className={css.title}>
        <Trans>This link leads nowhere any more</Trans>
      </h1>
      <p>
        <Trans>
          It was used already, its 24 hours are over, or a newer letter was sent. You can ask again.
        </Trans>
      </p>
      <p>
        <Link to="/register">
          <Trans>Ask for another letter</Trans>
        </Link>
      </p>
      <p>
        <Link to="/">
          <Trans>I already have an account</Trans>
        </Link>
      </p>
    </div>
  );
}
