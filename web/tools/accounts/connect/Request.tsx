// The question itself.
import { Trans, useLingui } from "@lingui/react/macro";
import { IconCheck, IconX } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { grantDeviceLogin, refuseDeviceLogin } from "~/api/accounts";
import { isProblem } from "~/api/problem";
import type { DeviceLogin } from "~/api/types";
import { Avatar, Button, Notice, ProblemMessage, TextField, useFormats } from "~/kit";
import { leave, useMe, useOrganisation } from "~/shell/session";
import css from "./connect.module.css";
import type { Answer } from "./endings";

const LONGEST_LABEL = 100;

export interface RequestProps {
  token: string;
  login: DeviceLogin;
  onAnswer: (answer: Answer) => void;
}

export function Request({ token, login, onAnswer }: RequestProps) {
  const { t } = useLingui();
  const { ago, dateTime } = useFormats();
  const organisation = useOrganisation();
  const [label, setLabel] = useState(() => login.client.slice(0, LONGEST_LABEL) || t`My device`);
  const over = (error: unknown) => {
    if (isProblem(error, "not-found")) onAnswer({ kind: "over" });
  };
  const name = label.trim();
  const grant = useMutation({
    mutationFn: () => grantDeviceLogin(token, name),
    onSuccess: () => onAnswer({ kind: "granted", label: name }),
    onError: over,
  });
  const refuse = useMutation({
    mutationFn: () => refuseDeviceLogin(token),
    onSuccess: () => onAnswer({ kind: "refused" }),
    onError: over,
  });
  const busy = grant.isPending || refuse.isPending;
  const error = grant.error ?? refuse.error;
  return (
    <form
      className={css.request}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (name !== "" && !busy) grant.mutate();
      }}
    >
      <div className={css.head}>
        <h1 className={css.title}>
          <Trans>Give this program access to your files?</Trans>
        </h1>
        <p className={css.lead}>
          <Trans>It asks to work with your account at {organisation.name}.</Trans>
        </p>
      </div>

      <dl className={css.facts}>
        <dt>
          <Trans>Program</Trans>
        </dt>
        <dd className={css.client} title={login.user_agent}>
          {login.client || <Trans>It does not say</Trans>}
        </dd>
        <dt>
          <Trans>Asked</Trans>
        </dt>
        <dd>
          <time dateTime={login.created_at} title={dateTime(login.created_at)}>
            {ago(login.created_at)}
          </time>
        </dd>
        <dt>
          <Trans>From the address</Trans>
        </dt>
        <dd>{login.address ?? <Trans>No address known</Trans>}</dd>
      </dl>

      <Notice tone="warn" title={t`Only if you have just started this yourself, in that program.`}>
        <Trans>Did somebody send you this link? Then refuse: they would get into your files.</Trans>
      </Notice>

      <div>
        <h2 className={css.subtitle}>
          <Trans>What it will be able to do</Trans>
        </h2>
        <ul className={css.rights}>
          <li>
            <IconCheck size={18} stroke={1.75} aria-hidden />
            <Trans>
              See, add, change and delete files: yours, and those of your groups as far as you may.
            </Trans>
          </li>
          <li>
            <IconCheck size={18} stroke={1.75} aria-hidden />
            <Trans>See your name, your e-mail address, your photo and your groups.</Trans>
          </li>
          <li data-not>
            <IconX size={18} stroke={1.75} aria-hidden />
            <Trans>It does not learn your password, and cannot change your account.</Trans>
          </li>
        </ul>
      </div>

      <Person />

      <TextField
        label={t`What is this device called?`}
        hint={t`You will recognise it by this name in your account.`}
        value={label}
        onChange={setLabel}
        maxLength={LONGEST_LABEL}
        autoComplete="off"
        error={name === "" && t`Give it a name.`}
      />
      {error !== null && !isProblem(error, "not-found") && <ProblemMessage error={error} />}
      <div className={css.answers}>
        <Button look="main" type="submit" busy={grant.isPending} disabled={busy || name === ""}>
          <Trans>Give access</Trans>
        </Button>
        <Button busy={refuse.isPending} disabled={busy} onClick={() => refuse.mutate()}>
          <Trans>Refuse</Trans>
        </Button>
      </div>
    </form>
  );
}

/** Whose files these are: on a shared computer it may be somebody else who is signed in. */
function Person() {
  const me = useMe();
  const change = useMutation({ mutationFn: () => leave(window.location.pathname) });
  return (
    <div className={css.person}>
      <Avatar name={me.name} photo={me.photo_url} size={40} />
      <div className={css.who}>
        <p className={css.name}>
          <Trans>You are signed in as {me.name}</Trans>
        </p>
        <p className={css.small}>{me.email}</p>
        <button
          type="button"
          className={css.change}
          aria-disabled={change.isPending}
          onClick={() => !change.isPending && change.mutate()}
        >
          <Trans>Not you? Use another account</Trans>
        </button>
      </div>
      {change.isError && <ProblemMessage error={change.error} />}
    </div>
  );
}
