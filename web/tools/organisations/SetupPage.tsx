// The first minute of a new installation: the organisation, and the person who runs it. Reached by the link that the
// server printed once; without it, nothing can be created here.
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { checkSetup, setUp } from "~/api/organisations";
import { isProblem } from "~/api/problem";
import type { Locale } from "~/api/types";
import {
  Button,
  Notice,
  PasswordField,
  ProblemMessage,
  Select,
  SkeletonRows,
  TextField,
  timeZones,
  useTitle,
} from "~/kit";
import { handleFrom } from "~/shell/newcomer";
import { PublicFrame } from "~/shell/PublicFrame";
import { LOCALE_NAMES, LOCALES } from "~/shell/words";
import setupCss from "./SetupPage.module.css";
import css from "./settings.module.css";
import { setupProblems } from "./setup";

export default function SetupPage() {
  const { t } = useLingui();
  const { token } = useSearch({ strict: false }) as { token: string };
  useTitle(t`Welcome to Liiibre`);
  const check = useQuery({
    queryKey: ["organisations", "setup", token],
    queryFn: ({ signal }) => checkSetup(token, signal),
    retry: false,
    refetchOnWindowFocus: false,
  });
  return (
    <PublicFrame wide>
      <header className={setupCss.head}>
        <h1>
          <Trans>Welcome to Liiibre</Trans>
        </h1>
        <p className={setupCss.lead}>
          <Trans>A few words about your organisation and about you, and it is ready.</Trans>
        </p>
      </header>
      {check.isPending && <SkeletonRows rows={4} icon={false} />}
      {check.isError && !isRefused(check.error) && (
        <ProblemMessage error={check.error} onRetry={() => void check.refetch()} />
      )}
      {(check.data?.valid === false || isRefused(check.error)) && (
        <Notice tone="warn" title={t`This link no longer opens the set-up.`}>
          <Trans>
            It works once, and only while there is no organisation. Look for the latest link in the server’s
            terminal, or sign in if the organisation exists already.
          </Trans>
        </Notice>
      )}
      {check.data?.valid && <SetupForm token={token} />}
    </PublicFrame>
  );
}

function isRefused(error: unknown): boolean {
  return isProblem(error, "not-found") || isProblem(error, "forbidden") || isProblem(error, "conflict");
}

function SetupForm({ token }: { token: string }) {
  const { t, i18n } = useLingui();
  const [organisation, setOrganisation] = useState("");
  const [locale, setLocale] = useState<Locale>(i18n.locale === "en" ? "en" : "fr");
  const [zone, setZone] = useState(() => Intl.DateTimeFormat().resolvedOptions().timeZone);
  const zones = useMemo(() => timeZones(zone), [zone]);
  const [name, setName] = useState("");
  const [typedHandle, setHandle] = useState<string | null>(null);
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [checked, setChecked] = useState(false);
  const handle = typedHandle ?? handleFrom(name);

  const create = useMutation({
    mutationFn: () =>
      setUp({
        token,
        organisation: { name: organisation.trim(), locale, time_zone: zone },
        person: { handle, name: name.trim(), email: email.trim(), password },
      }),
    onSuccess: () => window.location.assign("/"),
  });
  const problems = setupProblems({ organisation, name, handle, email, password });
  const said = checked ? problems : {};
  const refusedField = isProblem(create.error, "invalid-input") ? create.error.field : null;
  const refusal = (field: string) => (refusedField?.endsWith(field) ? create.error?.message : undefined);
  const placed = ["name", "handle", "email", "password"].some((field) => refusedField?.endsWith(field));

  return (
    <form
      className={setupCss.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setChecked(true);
        if (Object.keys(problems).length === 0) create.mutate();
      }}
    >
      <fieldset className={setupCss.part}>
        <legend>
          <Trans>Your organisation</Trans>
        </legend>
        <TextField
          label={t`Name of the organisation`}
          value={organisation}
          onChange={setOrganisation}
          autoComplete="organization"
          autoFocus
          error={said.organisation ?? refusal("organisation.name")}
        />
        <Select
          label={t`Language`}
          value={locale}
          options={LOCALES.map((one) => ({ value: one, label: LOCALE_NAMES[one] }))}
          onChange={(value) => setLocale(value as Locale)}
        />
        <Select
          label={t`Time zone`}
          value={zone}
          options={zones}
          search
          nothingFound={t`No time zone has this name.`}
          onChange={setZone}
        />
      </fieldset>
      <fieldset className={setupCss.part}>
        <legend>
          <Trans>You</Trans>
        </legend>
        <p className={css.small}>
          <Trans>You will be the main administrator. Others can be added afterwards.</Trans>
        </p>
        <TextField
          label={t`Name`}
          value={name}
          onChange={setName}
          autoComplete="name"
          error={said.name ?? refusal("person.name")}
        />
        <TextField
          label={t`Sign-in name`}
          hint={t`Short, in small letters. It never changes: it is also the address of your files.`}
          value={handle}
          onChange={setHandle}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          error={said.handle ?? refusal("handle")}
        />
        <TextField
          label={t`E-mail address`}
          type="email"
          value={email}
          onChange={setEmail}
          autoComplete="email"
          error={said.email ?? refusal("email")}
        />
        <PasswordField
          label={t`Password`}
          hint={t`At least 12 characters. Four words that have nothing to do with each other are hard to guess and easy to remember.`}
          value={password}
          onChange={setPassword}
          autoComplete="new-password"
          error={said.password ?? refusal("password")}
        />
      </fieldset>
      {create.isError && !placed && <ProblemMessage error={create.error} />}
      <Button look="main" type="submit" wide busy={create.isPending}>
        <Trans>Create the organisation</Trans>
      </Button>
    </form>
  );
}
