// A name and an address, and then the same words whatever becomes of them: the letter tells.
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { isProblem } from "~/api/problem";
import type { RegistrationAsk } from "~/api/types";
import { Button, ProblemMessage, TextField } from "~/kit";
import css from "../join/join.module.css";

export function AskForm({
  title,
  domains,
  lead,
  ask,
}: {
  title?: ReactNode;
  /** Those that addresses are of. */
  domains: readonly string[];
  lead: ReactNode;
  ask: (asking: RegistrationAsk) => Promise<void>;
}) {
  const { t, i18n } = useLingui();
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [tried, setTried] = useState(false);
  const send = useMutation({
    mutationFn: () => ask({ name: name.trim(), email: email.trim(), language: i18n.locale }),
  });
  const missing = {
    name: name.trim() === "" && t`A name is needed.`,
    email: !/^\S+@\S+$/.test(email.trim()) && t`An e-mail address looks like name@example.org.`,
  };
  const refused = isProblem(send.error, "invalid-input") ? send.error.field : null;
  const where = new Intl.ListFormat(i18n.locale, { type: "disjunction" }).format(
    domains.map((one) => `@${one}`),
  );
  if (send.isSuccess) return <Sent email={email.trim()} onAgain={() => send.reset()} />;
  return (
    <>
      <header className={css.head}>
        <h1 className={css.title}>{title ?? <Trans>Join</Trans>}</h1>
        <p className={css.lead}>{lead}</p>
      </header>
      <form
        className={css.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (!missing.name && !missing.email && !send.isPending) send.mutate();
        }}
      >
        <TextField
          label={t`Your name`}
          value={name}
          onChange={setName}
          autoComplete="name"
          maxLength={120}
          autoFocus
          error={(tried && missing.name) || (refused === "name" && t`Choose another spelling of your name.`)}
        />
        <TextField
          label={t`E-mail address`}
          hint={domains.length > 0 && t`An address in ${where}`}
          type="email"
          value={email}
          onChange={setEmail}
          autoComplete="email"
          error={
            (tried && missing.email) ||
            (refused === "email" && (domains.length > 0 ? t`Give an address in ${where}.` : missing.email))
          }
        />
        {send.isError && refused !== "email" && refused !== "name" && <ProblemMessage error={send.error} />}
        <Button look="main" type="submit" wide busy={send.isPending}>
          <Trans>Send me the letter</Trans>
        </Button>
      </form>
      <p className={css.lead}>
        <Link to="/">
          <Trans>I already have an account</Trans>
        </Link>
      </p>
    </>
  );
}

function Sent({ email, onAgain }: { email: string; onAgain: () => void }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <div className={css.ending}>
      <h1 ref={heading} tabIndex={-1} className={css.title}>
        <Trans>Look into your mailbox</Trans>
      </h1>
      <p>
        <Trans>
          If one can join with <strong>{email}</strong>, a letter is on its way there. Its link works for 24
          hours.
        </Trans>
      </p>
      <p>
        <Trans>Nothing after a few minutes? Look among the unwanted, and check the address.</Trans>
      </p>
      <Button onClick={onAgain}>
        <Trans>Correct the address</Trans>
      </Button>
    </div>
  );
}
