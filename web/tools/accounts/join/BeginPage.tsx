// Where a letter to begin leads: an account that somebody made, its first password, and then what there is to find here.
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { meQuery } from "~/api/accounts";
import { begin, beginningQuery } from "~/api/imports";
import { isProblem } from "~/api/problem";
import type { Beginning, Me } from "~/api/types";
import {
  Button,
  LostPicture,
  Notice,
  PasswordField,
  ProblemMessage,
  SkeletonRows,
  useFormats,
  useTitle,
} from "~/kit";
import { Mark } from "~/shell/Mark";
import { SHORTEST_PASSWORD } from "~/shell/newcomer";
import { PublicFrame } from "~/shell/PublicFrame";
import { useMaybeMe } from "~/shell/session";
import { FirstVisit } from "./FirstVisit";
import css from "./join.module.css";

export default function BeginPage() {
  const { t } = useLingui();
  const { token } = useParams({ strict: false }) as { token: string };
  const queries = useQueryClient();
  const [begun, setBegun] = useState<Me | null>(null);
  useTitle(t`Begin`);
  const beginning = useQuery({
    ...beginningQuery(token),
    enabled: begun === null,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const over = isProblem(beginning.error, "not-found");
  return (
    <PublicFrame wide>
      <Mark large />
      {begun && <FirstVisit me={begun} onChange={setBegun} />}
      {!begun && beginning.isPending && <SkeletonRows rows={4} icon={false} />}
      {!begun && beginning.isError && !over && (
        <ProblemMessage error={beginning.error} onRetry={() => void beginning.refetch()} />
      )}
      {!begun && over && <Over />}
      {!begun && beginning.data && (
        <BeginForm
          token={token}
          beginning={beginning.data}
          onBegun={(me) => {
            queries.setQueryData(meQuery.queryKey, me);
            setBegun(me);
          }}
        />
      )}
    </PublicFrame>
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
          It was used already, its fourteen days are over, or a newer letter was sent. If you chose a password
          already, sign in; otherwise ask whoever administers your organisation for another letter.
        </Trans>
      </p>
      <p>
        <Link to="/">
          <Trans>Sign in</Trans>
        </Link>
      </p>
    </div>
  );
}

function BeginForm({
  token,
  beginning,
  onBegun,
}: {
  token: string;
  beginning: Beginning;
  onBegun: (me: Me) => void;
}) {
  const { t, i18n } = useLingui();
  const { date } = useFormats();
  const signedIn = useMaybeMe();
  const [password, setPassword] = useState("");
  const [tried, setTried] = useState(false);
  const enter = useMutation({ mutationFn: () => begin(token, password, i18n.locale), onSuccess: onBegun });
  const short = Array.from(password).length < SHORTEST_PASSWORD;
  const refused = isProblem(enter.error, "invalid-input") && enter.error.field === "password";
  const { invited_by: by, organisation, handle, email } = beginning;
  const [first = beginning.name] = beginning.name.split(" ");
  return (
    <>
      <header className={css.head}>
        <h1 className={css.title}>
          <Trans>Welcome, {first}</Trans>
        </h1>
        <p className={css.lead}>
          {by ? (
            <Trans>
              {by} has made an account for you at {organisation}. Choose a password, and it is yours.
            </Trans>
          ) : (
            <Trans>
              An account is waiting for you at {organisation}. Choose a password, and it is yours.
            </Trans>
          )}
        </p>
        {beginning.stay_ends_at && (
          <p className={css.lead}>
            <Trans>You will be a guest until {date(beginning.stay_ends_at)}.</Trans>
          </p>
        )}
      </header>
      {signedIn && (
        <Notice tone="warn" title={t`You are signed in as ${signedIn.name}.`}>
          <Trans>This link is for another account. On this device, it takes the place of the first.</Trans>
        </Notice>
      )}
      <form
        className={css.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (!short && !enter.isPending) enter.mutate();
        }}
      >
        <p className={css.fixed}>
          <span>
            <Trans>Sign-in name</Trans>
          </span>
          <strong>{handle}</strong>
        </p>
        <p className={css.fixed}>
          <span>
            <Trans>E-mail address</Trans>
          </span>
          <strong>{email}</strong>
        </p>
        {/* For the browser, which keeps the password together with a name. */}
        <input type="text" name="username" autoComplete="username" value={handle} readOnly hidden />
        <PasswordField
          label={t`Password`}
          hint={t`At least 12 characters. Four words that have nothing to do with each other are hard to guess and easy to remember.`}
          value={password}
          onChange={setPassword}
          autoComplete="new-password"
          autoFocus
          error={
            (tried && short && t`At least ${SHORTEST_PASSWORD} characters are needed.`) ||
            (refused && enter.error?.message)
          }
        />
        {isProblem(enter.error, "not-found") && (
          <Notice tone="bad" title={t`This link leads nowhere any more.`}>
            <Trans>It was used meanwhile. If it was you, sign in.</Trans>
          </Notice>
        )}
        {enter.isError && !refused && !isProblem(enter.error, "not-found") && (
          <ProblemMessage error={enter.error} />
        )}
        <Button look="main" type="submit" wide busy={enter.isPending}>
          <Trans>Begin</Trans>
        </Button>
      </form>
    </>
  );
}
