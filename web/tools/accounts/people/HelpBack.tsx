// An administrator helps somebody back in, and never sees a password: by a letter, or, when the address is lost, by a
// link that is shown once and that everybody concerned is told of.
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { isProblem } from "~/api/problem";
import { makeResetLink, sendResetLetter } from "~/api/recovery";
import type { ManagedPerson, ResetLink } from "~/api/types";
import {
  Button,
  CopyField,
  Dialog,
  Notice,
  PasswordField,
  ProblemMessage,
  QrCode,
  toast,
  useFormats,
} from "~/kit";
import invitations from "../invitations/invitations.module.css";
import lists from "../lists.module.css";
import css from "./Manage.module.css";

export function HelpBack({ person }: { person: ManagedPerson }) {
  const { t } = useLingui();
  const [handing, setHanding] = useState(false);
  const send = useMutation({
    mutationFn: () => sendResetLetter(person.id),
    onSuccess: ({ sent_to }) => toast(t`A letter is on its way to ${sent_to}.`),
  });
  return (
    <section className={css.part}>
      <h3>
        <Trans>Help this person back in</Trans>
      </h3>
      <p className={lists.small}>
        <Trans>
          They choose a new password themselves: nobody else ever sees it. The link in the letter works once,
          for an hour.
        </Trans>
      </p>
      {send.isError && <ProblemMessage error={send.error} />}
      <div className={lists.row}>
        <Button small busy={send.isPending} onClick={() => send.mutate()}>
          <Trans>Send a letter</Trans>
        </Button>
        <Button small look="quiet" onClick={() => setHanding(true)}>
          <Trans>Their address is lost…</Trans>
        </Button>
      </div>
      {handing && <HandOver person={person} onClose={() => setHanding(false)} />}
    </section>
  );
}

function HandOver({ person, onClose }: { person: ManagedPerson; onClose: () => void }) {
  const { t } = useLingui();
  const [password, setPassword] = useState("");
  const [tried, setTried] = useState(false);
  const make = useMutation({ mutationFn: () => makeResetLink(person.id, password) });
  const wrong = isProblem(make.error, "wrong-credentials");
  if (make.data) return <Link person={person} made={make.data} onClose={onClose} />;
  return (
    <Dialog
      open
      onClose={onClose}
      title={t`A link to hand over`}
      onSubmit={() => {
        setTried(true);
        if (password !== "" && !make.isPending) make.mutate();
      }}
      actions={
        <>
          <Button look="quiet" onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button look="main" type="submit" busy={make.isPending}>
            <Trans>Make the link</Trans>
          </Button>
        </>
      }
    >
      <Notice tone="warn" title={t`Make sure that it is really ${person.name}.`}>
        <Trans>
          They are told at every address they had, see your name at their next sign-in, and all administrators
          are told. It stands in the journal.
        </Trans>
      </Notice>
      <PasswordField
        label={t`Your own password`}
        value={password}
        onChange={setPassword}
        autoComplete="current-password"
        autoFocus
        error={
          (tried && password === "" && t`Type your password.`) ||
          (wrong && t`This is not your current password.`)
        }
      />
      {make.isError && !wrong && <ProblemMessage error={make.error} />}
    </Dialog>
  );
}

function Link({ person, made, onClose }: { person: ManagedPerson; made: ResetLink; onClose: () => void }) {
  const { t } = useLingui();
  const { dateTime } = useFormats();
  const link = `${window.location.origin}${made.path}`;
  return (
    <Dialog
      open
      onClose={onClose}
      title={t`The link is ready`}
      actions={
        <Button look="main" onClick={onClose}>
          <Trans>Done</Trans>
        </Button>
      }
    >
      <p>
        <Trans>
          Give it to {person.name}, and to nobody else: it chooses a new password for the account.
        </Trans>
      </p>
      <CopyField label={t`Link`} value={link} autoFocus />
      <div className={invitations.code}>
        <QrCode value={link} label={t`The same link, for a phone to scan`} />
      </div>
      <p className={invitations.small}>
        <Trans>It works once, until {dateTime(made.expires_at)}, and is not shown again.</Trans>
      </p>
    </Dialog>
  );
}
