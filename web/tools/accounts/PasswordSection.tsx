import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ACCOUNTS, changePassword } from "~/api/accounts";
import { isProblem } from "~/api/problem";
import { Button, PasswordField, ProblemMessage, Section, toast } from "~/kit";
import css from "./account.module.css";

export const SHORTEST_PASSWORD = 12;

export function PasswordSection() {
  const { t } = useLingui();
  const queries = useQueryClient();
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const [tooShort, setTooShort] = useState(false);
  const change = useMutation({
    mutationFn: () => changePassword(current, next),
    onSuccess: () => {
      setCurrent("");
      setNext("");
      toast(t`Your password is changed. Your other browsers are signed out.`);
      void queries.invalidateQueries({ queryKey: ACCOUNTS });
    },
  });
  const wrong = isProblem(change.error, "wrong-credentials");
  const weak = isProblem(change.error, "invalid-input") && change.error.field === "new";
  return (
    <Section
      title={t`Password`}
      lead={t`Changing it signs you out of other browsers, and a letter tells you. Connected devices stay.`}
    >
      <form
        className={css.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          const short = Array.from(next).length < SHORTEST_PASSWORD;
          setTooShort(short);
          if (!short && current !== "") change.mutate();
        }}
      >
        <PasswordField
          label={t`Current password`}
          value={current}
          onChange={setCurrent}
          autoComplete="current-password"
          error={wrong && t`This is not your current password.`}
        />
        <PasswordField
          label={t`New password`}
          hint={t`At least ${SHORTEST_PASSWORD} characters. Four words that have nothing to do with each other are hard to guess and easy to remember.`}
          value={next}
          onChange={(value) => {
            setNext(value);
            if (Array.from(value).length >= SHORTEST_PASSWORD) setTooShort(false);
          }}
          autoComplete="new-password"
          error={
            tooShort
              ? t`At least ${SHORTEST_PASSWORD} characters are needed.`
              : weak && t`This password is too easy to guess. Choose another one.`
          }
        />
        {change.isError && !wrong && !weak && <ProblemMessage error={change.error} />}
        <div className={css.row}>
          <Button type="submit" busy={change.isPending} disabled={current === "" || next === ""}>
            <Trans>Change the password</Trans>
          </Button>
        </div>
      </form>
    </Section>
  );
}
