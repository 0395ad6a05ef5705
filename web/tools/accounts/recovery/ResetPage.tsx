// Where the link in a letter leads: another password, and in.
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useState } from "react";
import { isProblem } from "~/api/problem";
import { resetPassword, resetQuery } from "~/api/recovery";
import type { Resetting } from "~/api/types";
import { Button, Checkbox, PasswordField, ProblemMessage, SkeletonRows, useTitle } from "~/kit";
import { Mark } from "~/shell/Mark";
import { SHORTEST_PASSWORD } from "~/shell/newcomer";
import { PublicFrame } from "~/shell/PublicFrame";
import css from "../SignInPage.module.css";
import { LinkOver } from "./LinkOver";

export default function ResetPage() {
  const { t } = useLingui();
  useTitle(t`New password`);
  const { token } = useParams({ strict: false }) as { token: string };
  const found = useQuery({ ...resetQuery(token), staleTime: Number.POSITIVE_INFINITY });
  const over = isProblem(found.error, "not-found");
  return (
    <PublicFrame>
      <div className={css.welcome}>
        <Mark large />
      </div>
      {found.isPending && <SkeletonRows rows={4} icon={false} />}
      {over && <LinkOver />}
      {found.isError && !over && <ProblemMessage error={found.error} onRetry={() => void found.refetch()} />}
      {found.data && <Form token={token} account={found.data} />}
    </PublicFrame>
  );
}

function Form({ token, account }: { token: string; account: Resetting }) {
  const { t } = useLingui();
  const [password, setPassword] = useState("");
  const [cutOff, setCutOff] = useState(false);
  const [tried, setTried] = useState(false);
  const short = Array.from(password).length < SHORTEST_PASSWORD;
  const save = useMutation({
    mutationFn: () => resetPassword(token, { password, cut_off_devices: cutOff }),
    // The whole suite begins anew: nothing of whoever was signed in before stays.
    onSuccess: () => window.location.assign("/"),
  });
  if (isProblem(save.error, "not-found")) return <LinkOver />;
  const weak = isProblem(save.error, "invalid-input") && save.error.field === "password";
  return (
    <>
      <div className={css.welcome}>
        <h1 className={css.title}>
          <Trans>Choose a new password</Trans>
        </h1>
        <p className={css.lead}>
          <Trans>
            For {account.name} ({account.handle}). You are then signed in here, and signed out of all other
            browsers.
          </Trans>
        </p>
      </div>
      <form
        className={css.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (!short && !save.isPending) save.mutate();
        }}
      >
        {/* For password managers: whose it is. */}
        <input type="text" name="username" autoComplete="username" value={account.handle} readOnly hidden />
        <PasswordField
          label={t`New password`}
          hint={t`At least ${SHORTEST_PASSWORD} characters. Four words that have nothing to do with each other are hard to guess and easy to remember.`}
          value={password}
          onChange={setPassword}
          autoComplete="new-password"
          autoFocus
          error={
            tried && short
              ? t`At least ${SHORTEST_PASSWORD} characters are needed.`
              : weak && t`This password is too easy to guess. Choose another one.`
          }
        />
        {account.devices > 0 && (
          <Checkbox
            label={<Trans>Disconnect my devices too</Trans>}
            hint={
              <Plural
                value={account.devices}
                one="# device has a password of its own, which stays good. Disconnect it if it is lost, or if somebody else may have got in."
                other="# devices have passwords of their own, which stay good. Disconnect them if one is lost, or if somebody else may have got in."
              />
            }
            checked={cutOff}
            onChange={setCutOff}
          />
        )}
        {save.isError && !weak && <ProblemMessage error={save.error} />}
        <Button look="main" type="submit" wide busy={save.isPending || save.isSuccess}>
          <Trans>Save and sign in</Trans>
        </Button>
      </form>
    </>
  );
}
