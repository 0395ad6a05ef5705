import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { MAIL_KEY, testMail } from "~/api/mail";
import type { MailState } from "~/api/types";
import { Button, Notice, ProblemMessage, Section, TextField } from "~/kit";
import { useMe } from "~/shell/session";
import css from "../settings.module.css";
import { useSaid } from "../useSaid";

/** How letters leave, and a test message. */
export function Sending({ mail }: { mail: MailState }) {
  const { t } = useLingui();
  const said = useSaid();
  return (
    <Section title={t`Sending`}>
      {mail.way === "folder" && (
        <Notice tone="warn" title={t`Letters do not leave this server yet`}>
          <Trans>
            No mail server is configured, so that invitations and notices are kept in a folder of the server.
            Whoever runs the server sets a relay, or direct delivery, in the section [mail] of its
            configuration; what waits is then sent with “Try all again” below.
          </Trans>
        </Notice>
      )}
      <dl className={css.facts}>
        <dt>{t`Way out`}</dt>
        <dd>
          {mail.way === "folder" && t`None: letters are kept in a folder`}
          {mail.way === "direct" && t`Straight to the recipients’ mail servers`}
          {mail.way === "relay" && t`Through ${mail.relay ?? ""}`}
        </dd>
        <dt>{t`Sender`}</dt>
        <dd className={css.breaking}>{mail.from}</dd>
      </dl>
      {mail.waiting_for && mail.way !== "folder" && (
        <Notice tone="warn" title={t`The oldest letter that waits`}>
          {said(mail.waiting_for)}
        </Notice>
      )}
      <Test />
    </Section>
  );
}

function Test() {
  const { t } = useLingui();
  const said = useSaid();
  const me = useMe();
  const queries = useQueryClient();
  const [to, setTo] = useState(me.email);
  const test = useMutation({
    mutationFn: () => testMail(to.trim()),
    onSettled: () => void queries.invalidateQueries({ queryKey: MAIL_KEY }),
  });
  const letter = test.data;
  return (
    <form
      className={css.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (to.trim() !== "") test.mutate();
      }}
    >
      <TextField
        label={t`Send a test message to`}
        type="email"
        value={to}
        onChange={(value) => {
          setTo(value);
          test.reset();
        }}
        maxLength={254}
      />
      <div className={css.row}>
        <Button type="submit" busy={test.isPending} disabled={to.trim() === ""}>
          <Trans>Send the test message</Trans>
        </Button>
      </div>
      <div role="status">
        {letter?.state === "sent" && (
          <Notice tone="good" title={t`Taken by the mail server.`}>
            <Trans>Look whether it arrived, and whether among the unwanted.</Trans>
          </Notice>
        )}
        {letter?.state === "held" && (
          <Notice tone="warn" title={t`Kept in the folder: it did not leave.`}>
            {letter.why && said(letter.why)}
          </Notice>
        )}
        {letter && letter.state !== "sent" && letter.state !== "held" && (
          <Notice tone="bad" title={t`It did not leave.`}>
            {letter.why ? said(letter.why) : <Trans>It is still on its way; see the list below.</Trans>}
          </Notice>
        )}
      </div>
      {test.isError && <ProblemMessage error={test.error} />}
    </form>
  );
}
