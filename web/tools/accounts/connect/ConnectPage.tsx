// Where a program that asked to be let in sends its person: what asks, from where, for what; yes or no. Whoever was led
// here by somebody else must be able to see it.
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useState } from "react";
import { deviceLoginQuery } from "~/api/accounts";
import { isProblem } from "~/api/problem";
import { ProblemMessage, SkeletonRows, useTitle } from "~/kit";
import { Mark } from "~/shell/Mark";
import { PublicFrame } from "~/shell/PublicFrame";
import css from "./connect.module.css";
import { type Answer, Granted, LinkOver, Refused } from "./endings";
import { Request } from "./Request";

export default function ConnectPage() {
  const { t } = useLingui();
  const { token } = useParams({ strict: false }) as { token: string };
  const [answer, setAnswer] = useState<Answer | null>(null);
  useTitle(t`Connect a device`);
  const login = useQuery({
    ...deviceLoginQuery(token),
    enabled: answer === null,
    // What was read is what is answered: it does not change under the eyes of the reader.
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <PublicFrame wide>
      <Mark large />
      {answer?.kind === "granted" && <Granted label={answer.label} />}
      {answer?.kind === "refused" && <Refused />}
      {(answer?.kind === "over" || (!answer && isProblem(login.error, "not-found"))) && <LinkOver />}
      {!answer && login.isPending && <Waiting />}
      {!answer && login.isError && !isProblem(login.error, "not-found") && (
        <ProblemMessage error={login.error} onRetry={() => void login.refetch()} />
      )}
      {!answer && login.data && <Request token={token} login={login.data} onAnswer={setAnswer} />}
    </PublicFrame>
  );
}

function Waiting() {
  return (
    <div aria-busy>
      <h1 className={css.title}>
        <Trans>Connect a device</Trans>
      </h1>
      <SkeletonRows rows={4} icon={false} />
    </div>
  );
}
