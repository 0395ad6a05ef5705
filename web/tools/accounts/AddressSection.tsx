// One's e-mail address: another one takes the password, and counts once it is confirmed.
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { isProblem } from "~/api/problem";
import { askEmail, dropAskedEmail, emailChangeQuery } from "~/api/recovery";
import { Button, Notice, PasswordField, ProblemMessage, Section, TextField, useFormats } from "~/kit";
import { useMe } from "~/shell/session";
import css from "./account.module.css";

export function AddressSection() {
  const { t } = useLingui();
  const { dateTime } = useFormats();
  const me = useMe();
  const queries = useQueryClient();
  const waiting = useQuery(emailChangeQuery).data?.asked ?? null;
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [tried, setTried] = useState(false);
  const refresh = () => queries.invalidateQueries({ queryKey: emailChangeQuery.queryKey });
  const ask = useMutation({
    mutationFn: () => askEmail(email.trim(), password),
    onSuccess: () => {
      setEmail("");
      setPassword("");
      setTried(false);
    },
    onSettled: refresh,
  });
  const drop = useMutation({ mutationFn: dropAskedEmail, onSettled: refresh });
  const wrong = isProblem(ask.error, "wrong-credentials");
  const refused = isProblem(ask.error, "invalid-input") && ask.error.field === "email";
  const malformed = !/^\S+@\S+$/.test(email.trim());
  const same = email.trim().toLowerCase() === me.email.toLowerCase();
  return (
    <Section
      title={t`E-mail address`}
      lead={
        <Trans>
          Letters about your account go to <strong>{me.email}</strong>. Another address counts once you
          followed the link that is sent to it; this one is told.
        </Trans>
      }
    >
      {waiting && (
        <Notice
          title={t`${waiting.email} waits to be confirmed`}
          action={
            <Button small busy={drop.isPending} onClick={() => drop.mutate()}>
              <Trans>Give it up</Trans>
            </Button>
          }
        >
          <Trans>
            Follow the link in the letter until {dateTime(waiting.expires_at)}. If none came, ask once more
            below.
          </Trans>
        </Notice>
      )}
      {drop.isError && <ProblemMessage error={drop.error} />}
      <form
        className={css.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (!malformed && !same && password !== "" && !ask.isPending) ask.mutate();
        }}
      >
        <TextField
          label={t`New e-mail address`}
          type="email"
          value={email}
          onChange={setEmail}
          autoComplete="email"
          maxLength={254}
          error={
            (tried && malformed && t`An e-mail address looks like name@example.org.`) ||
            (tried && same && t`This is your address already.`) ||
            (refused && t`No letter can be sent to this address. Check it, or give another.`)
          }
        />
        <PasswordField
          label={t`Your password`}
          value={password}
          onChange={setPassword}
          autoComplete="current-password"
          error={
            (tried && password === "" && t`Type your password.`) ||
            (wrong && t`This is not your current password.`)
          }
        />
        {ask.isError && !wrong && !refused && <ProblemMessage error={ask.error} />}
        <div className={css.row}>
          <Button type="submit" busy={ask.isPending} disabled={email === ""}>
            <Trans>Send the link</Trans>
          </Button>
        </div>
      </form>
    </Section>
  );
}
