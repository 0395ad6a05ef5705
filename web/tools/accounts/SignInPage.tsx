// The door. Calm, in the organisation's colours; a refusal says what to try, and too many of them how long to wait.
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { signIn } from "~/api/accounts";
import { isProblem } from "~/api/problem";
import { registrationOpenQuery } from "~/api/registrations";
import type { Me } from "~/api/types";
import { Button, Checkbox, Notice, PasswordField, ProblemMessage, TextField, useTitle } from "~/kit";
import { Mark } from "~/shell/Mark";
import { PublicFrame } from "~/shell/PublicFrame";
import css from "./SignInPage.module.css";
import { useCountdown } from "./useCountdown";

export interface SignInPageProps {
  onSignedIn: (me: Me) => void;
  /** The session ended while the pages were open; they wait behind this one. */
  expired: boolean;
  /** What signing in leads to, when it is not simply the suite. */
  purpose?: string;
}

export default function SignInPage({ onSignedIn, expired, purpose }: SignInPageProps) {
  const { t } = useLingui();
  useTitle(t`Sign in`);
  const [login, setLogin] = useState("");
  const [password, setPassword] = useState("");
  const [remember, setRemember] = useState(true);
  const [missing, setMissing] = useState(false);
  const [wait, startWait] = useCountdown();
  const passwordField = useRef<HTMLInputElement>(null);
  const attempt = useMutation({
    mutationFn: () => signIn({ login: login.trim(), password, remember }),
    onSuccess: onSignedIn,
    onError: (error) => {
      if (isProblem(error, "too-many-attempts")) startWait(error.retryAfter ?? 60);
      if (isProblem(error, "wrong-credentials")) passwordField.current?.select();
    },
  });
  const refused = isProblem(attempt.error, "wrong-credentials");
  const throttled = isProblem(attempt.error, "too-many-attempts");

  const submit = () => {
    const incomplete = login.trim() === "" || password === "";
    setMissing(incomplete);
    if (!incomplete && wait === 0 && !attempt.isPending) attempt.mutate();
  };

  return (
    <PublicFrame>
      <div className={css.welcome}>
        <Mark large />
        <h1 className={css.title}>{expired ? <Trans>Sign in again</Trans> : <Trans>Welcome</Trans>}</h1>
        {expired && (
          <p className={css.lead}>
            <Trans>Your session is over. What you were doing is waiting for you.</Trans>
          </p>
        )}
        {!expired && purpose && <p className={css.lead}>{purpose}</p>}
      </div>
      <form
        className={css.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <TextField
          label={t`Sign-in name or e-mail address`}
          name="login"
          value={login}
          onChange={setLogin}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          autoFocus
          error={missing && login.trim() === "" && t`Type your sign-in name or your e-mail address.`}
        />
        <PasswordField
          ref={passwordField}
          label={t`Password`}
          name="password"
          value={password}
          onChange={setPassword}
          autoComplete="current-password"
          error={missing && password === "" && t`Type your password.`}
        />
        <div className={css.answer}>
          {refused && (
            <Notice tone="bad" title={t`This name and password do not go together.`}>
              <Trans>Check both, and whether the Caps Lock key is on.</Trans>
            </Notice>
          )}
          {throttled && wait > 0 && (
            <Notice tone="warn" title={t`Too many attempts.`}>
              <Trans>To protect the account, a pause is needed before the next try.</Trans>
            </Notice>
          )}
          {attempt.isError && !refused && !throttled && <ProblemMessage error={attempt.error} />}
        </div>
        <Checkbox
          label={<Trans>Stay signed in on this device</Trans>}
          checked={remember}
          onChange={setRemember}
        />
        <Button look="main" type="submit" wide busy={attempt.isPending} disabled={wait > 0}>
          {wait > 0 ? <Trans>Try again in {formatWait(wait)}</Trans> : <Trans>Sign in</Trans>}
        </Button>
      </form>
      <RegisterLink />
      <p className={css.help}>
        <Link to="/forgotten">
          <Trans>Forgotten your password?</Trans>
        </Link>
      </p>
    </PublicFrame>
  );
}

/** For those whom nobody invited, where they may join by themselves. */
function RegisterLink() {
  const open = useQuery(registrationOpenQuery);
  if (!open.data?.open) return null;
  return (
    <p className={css.help}>
      <Link to="/register">
        <Trans>No account yet? Join with your e-mail address</Trans>
      </Link>
    </p>
  );
}

/** "42 s" or "2:05". */
function formatWait(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
