// The way back for whoever forgot their password. What it says never tells who has an account here.
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { isProblem } from "~/api/problem";
import { forgotten } from "~/api/recovery";
import { Button, Notice, ProblemMessage, TextField, useTitle } from "~/kit";
import { Mark } from "~/shell/Mark";
import { PublicFrame } from "~/shell/PublicFrame";
import css from "../SignInPage.module.css";

export default function ForgottenPage() {
  const { t } = useLingui();
  useTitle(t`Forgotten password`);
  const [login, setLogin] = useState("");
  const [missing, setMissing] = useState(false);
  const ask = useMutation({ mutationFn: () => forgotten(login.trim()) });
  const throttled = isProblem(ask.error, "too-many-attempts");
  if (ask.isSuccess) return <Asked login={login.trim()} onAgain={() => ask.reset()} />;
  return (
    <PublicFrame>
      <div className={css.welcome}>
        <Mark large />
        <h1 className={css.title}>
          <Trans>Forgotten your password?</Trans>
        </h1>
        <p className={css.lead}>
          <Trans>A letter with a link lets you choose another one.</Trans>
        </p>
      </div>
      <form
        className={css.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setMissing(login.trim() === "");
          if (login.trim() !== "" && !ask.isPending) ask.mutate();
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
          maxLength={300}
          autoFocus
          error={missing && login.trim() === "" && t`Type your sign-in name or your e-mail address.`}
        />
        <div className={css.answer}>
          {throttled && (
            <Notice tone="warn" title={t`Too many attempts.`}>
              <Trans>Many passwords were asked for from here. Try again in a few minutes.</Trans>
            </Notice>
          )}
          {ask.isError && !throttled && <ProblemMessage error={ask.error} />}
        </div>
        <Button look="main" type="submit" wide busy={ask.isPending}>
          <Trans>Send me a link</Trans>
        </Button>
      </form>
      <p className={css.help}>
        <Link to="/">
          <Trans>Back to signing in</Trans>
        </Link>
      </p>
    </PublicFrame>
  );
}

function Asked({ login, onAgain }: { login: string; onAgain: () => void }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <PublicFrame>
      <div className={css.welcome}>
        <Mark large />
        <h1 ref={heading} tabIndex={-1} className={css.title}>
          <Trans>Look into your mailbox</Trans>
        </h1>
        <p className={css.lead}>
          <Trans>
            If “{login}” has an account here, a letter is on its way to its address. The link in it works for
            an hour.
          </Trans>
        </p>
        <p className={css.lead}>
          <Trans>
            Nothing after a few minutes? Look among the unwanted messages. If you cannot read that mailbox any
            more, ask those who administer your organisation: they can help you back in.
          </Trans>
        </p>
      </div>
      <Button wide onClick={onAgain}>
        <Trans>Ask again</Trans>
      </Button>
      <p className={css.help}>
        <Link to="/">
          <Trans>Back to signing in</Trans>
        </Link>
      </p>
    </PublicFrame>
  );
}
