import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { isProblem } from "~/api/problem";
import type { Joining, Me, Newcomer } from "~/api/types";
import { Button, Notice, PasswordField, ProblemMessage, TextField, useFormats } from "~/kit";
import { HANDLE, handleFrom, SHORTEST_PASSWORD } from "~/shell/newcomer";
import css from "./join.module.css";

export interface JoinFormProps {
  joining: Pick<Joining, "organisation" | "name" | "invited_by" | "email" | "groups" | "stay_ends_at">;
  /** They asked to join, and were not invited. */
  asked?: boolean;
  enter: (newcomer: Newcomer) => Promise<Me>;
  /** Whoever is signed in with this browser already. */
  signedIn: Me | null;
  onJoined: (me: Me) => void;
}

export function JoinForm({ joining, asked = false, enter: make, signedIn, onJoined }: JoinFormProps) {
  const { t, i18n } = useLingui();
  const { date } = useFormats();
  const [name, setName] = useState(joining.name);
  const [typedHandle, setHandle] = useState<string | null>(null);
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [tried, setTried] = useState(false);
  const handle = typedHandle ?? handleFrom(name);
  const fixed = joining.email;
  const enter = useMutation({
    mutationFn: () =>
      make({
        handle,
        name: name.trim(),
        email: fixed === null ? email.trim() : undefined,
        password,
        language: i18n.locale,
      }),
    onSuccess: onJoined,
  });
  const missing = {
    name: name.trim() === "" && t`A name is needed.`,
    handle:
      !HANDLE.test(handle) &&
      t`It begins with a letter from a to z, and goes on with letters, digits, dots, hyphens or underscores.`,
    email:
      fixed === null && !/^\S+@\S+$/.test(email.trim()) && t`An e-mail address looks like name@example.org.`,
    password:
      Array.from(password).length < SHORTEST_PASSWORD &&
      t`At least ${SHORTEST_PASSWORD} characters are needed.`,
  };
  const invalid = Object.values(missing).some(Boolean);
  const taken = isProblem(enter.error, "name-taken") ? enter.error.field : null;
  const refused = isProblem(enter.error, "invalid-input") ? enter.error.field : null;
  const placed = [taken, refused].some(
    (field) => field !== null && ["name", "handle", "email", "password"].includes(field ?? ""),
  );
  const said = (field: keyof typeof missing) =>
    (tried && missing[field]) || (refused === field && enter.error?.message);
  const by = joining.invited_by;
  const organisation = joining.organisation;
  return (
    <>
      <header className={css.head}>
        <h1 className={css.title}>
          {by ? (
            <Trans>
              {by} invites you to {organisation}
            </Trans>
          ) : asked ? (
            <Trans>Join {organisation}</Trans>
          ) : (
            <Trans>You are invited to {organisation}</Trans>
          )}
        </h1>
        <p className={css.lead}>
          <Trans>One account for your files and those of your groups. It takes a minute.</Trans>
        </p>
        {joining.groups.length > 0 && (
          <p className={css.lead}>
            <Plural
              value={joining.groups.length}
              one="You will be in the group"
              other="You will be in the groups"
            />{" "}
            <strong>{new Intl.ListFormat(i18n.locale).format(joining.groups)}</strong>.
          </p>
        )}
        {joining.stay_ends_at && (
          <p className={css.lead}>
            <Trans>You will be a guest until {date(joining.stay_ends_at)}.</Trans>
          </p>
        )}
      </header>
      {signedIn && (
        <Notice tone="warn" title={t`You are signed in as ${signedIn.name}.`}>
          <Trans>
            This invitation makes another account. On this device, it takes the place of the first.
          </Trans>
        </Notice>
      )}
      <form
        className={css.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (!invalid && !enter.isPending) enter.mutate();
        }}
      >
        <TextField
          label={t`Your name`}
          value={name}
          onChange={setName}
          autoComplete="name"
          maxLength={120}
          autoFocus
          error={said("name")}
        />
        <TextField
          label={t`Sign-in name`}
          hint={t`Short, in small letters. It never changes: it is also the address of your files.`}
          value={handle}
          onChange={setHandle}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={63}
          error={
            said("handle") ||
            (taken === "handle" && t`Somebody has this sign-in name, or had it once. Choose another one.`)
          }
        />
        {fixed === null ? (
          <TextField
            label={t`E-mail address`}
            type="email"
            value={email}
            onChange={setEmail}
            autoComplete="email"
            error={
              said("email") ||
              (taken === "email" && t`Somebody here has this address. Do you have an account?`)
            }
          />
        ) : (
          <p className={css.fixed}>
            <span>
              <Trans>E-mail address</Trans>
            </span>
            <strong>{fixed}</strong>
            {taken === "email" && (
              <Notice tone="bad" title={t`Somebody here has this address.`}>
                <Trans>If it is you, sign in instead.</Trans>
              </Notice>
            )}
          </p>
        )}
        <PasswordField
          label={t`Password`}
          hint={t`At least 12 characters. Four words that have nothing to do with each other are hard to guess and easy to remember.`}
          value={password}
          onChange={setPassword}
          autoComplete="new-password"
          error={said("password")}
        />
        {enter.isError && !placed && <ProblemMessage error={enter.error} />}
        <Button look="main" type="submit" wide busy={enter.isPending}>
          <Trans>Join {organisation}</Trans>
        </Button>
      </form>
    </>
  );
}
