// What one tells others of oneself, field by field and to whom, and the card as they see it.
import { Trans, useLingui } from "@lingui/react/macro";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { changeTelling, ownCardQuery, type TellingChange, tellingQuery } from "~/api/accounts";
import { PEOPLE } from "~/api/people";
import { isProblem } from "~/api/problem";
import type { Audience, CardField, LookAs, Telling } from "~/api/types";
import {
  Button,
  type Option,
  ProblemMessage,
  Section,
  Select,
  SkeletonRows,
  TextArea,
  TextField,
  toast,
} from "~/kit";
import { Card } from "./Card";
import css from "./card.module.css";

const FIELDS: readonly CardField[] = ["function", "email", "phone", "location", "about"];
const LONGEST: Record<CardField, number> = {
  function: 120,
  email: 254,
  phone: 40,
  location: 120,
  about: 600,
};

export function CardSection() {
  const { t } = useLingui();
  const telling = useQuery(tellingQuery);
  return (
    <Section
      title={t`What others see of me`}
      lead={t`Tell as much as you like, and choose for each line who sees it. Administrators see all of it.`}
    >
      {telling.isPending && <SkeletonRows rows={5} icon={false} />}
      {telling.isError && <ProblemMessage error={telling.error} onRetry={() => void telling.refetch()} />}
      {telling.data && <Fields telling={telling.data} />}
      <Preview />
    </Section>
  );
}

function Fields({ telling }: { telling: Telling }) {
  const { t } = useLingui();
  const queries = useQueryClient();
  const [typed, setTyped] = useState<Partial<Telling>>({});
  const now = { ...telling, ...typed };
  const changed = FIELDS.filter(
    (field) => now[field].value !== telling[field].value || now[field].audience !== telling[field].audience,
  );
  const save = useMutation({
    mutationFn: () => {
      const change: TellingChange = {};
      for (const field of changed) {
        const { value, audience } = now[field];
        // The address itself is not changed here.
        change[field] = field === "email" ? { audience } : { value, audience };
      }
      return changeTelling(change);
    },
    onSuccess: (saved) => {
      queries.setQueryData(tellingQuery.queryKey, saved);
      setTyped({});
      void queries.invalidateQueries({ queryKey: PEOPLE });
      void queries.invalidateQueries({ queryKey: [...tellingQuery.queryKey.slice(0, -1), "card"] });
      toast(t`What others see of you is saved.`);
    },
  });
  const refused = isProblem(save.error, "invalid-input") ? save.error.field : null;
  const set = (field: CardField) => (part: { value?: string; audience?: Audience }) =>
    setTyped({ ...typed, [field]: { ...now[field], ...part } });
  const labels: Record<CardField, string> = {
    function: t`What I do here`,
    email: t`E-mail address`,
    phone: t`Phone`,
    location: t`Location`,
    about: t`About me`,
  };
  const hints: Partial<Record<CardField, string>> = {
    function: t`Treasurer, beekeeper, coordinator…`,
    location: t`A town, an office, a day of the week when you are there.`,
    about: t`A few lines, as plain text.`,
  };
  return (
    <form
      className={css.fields}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (changed.length > 0) save.mutate();
      }}
    >
      {FIELDS.map((field) => {
        const common = {
          label: labels[field],
          hint: hints[field],
          value: now[field].value,
          maxLength: LONGEST[field],
          error: refused === field && save.error?.message,
          onChange: (value: string) => set(field)({ value }),
        };
        return (
          <div
            key={field}
            className={css.field}
            data-tall={field === "about" || refused === field || undefined}
          >
            {field === "email" ? (
              <p className={css.address}>
                <span>{labels.email}</span>
                <span>{now.email.value}</span>
              </p>
            ) : field === "about" ? (
              <TextArea {...common} />
            ) : (
              <TextField
                {...common}
                type={field === "phone" ? "tel" : "text"}
                autoComplete={field === "phone" ? "tel" : field === "function" ? "organization-title" : "off"}
              />
            )}
            <AudienceField
              label={t`Who sees it: ${labels[field]}`}
              value={now[field].audience}
              onChange={(audience) => set(field)({ audience })}
            />
          </div>
        );
      })}
      {save.isError && !refused && <ProblemMessage error={save.error} />}
      <div className={css.row}>
        <Button type="submit" look="main" busy={save.isPending} disabled={changed.length === 0}>
          <Trans>Save what others see</Trans>
        </Button>
        {changed.length > 0 && (
          <Button look="quiet" onClick={() => setTyped({})}>
            <Trans>Put it back</Trans>
          </Button>
        )}
      </div>
    </form>
  );
}

interface AudienceFieldProps {
  label: string;
  value: Audience;
  onChange: (audience: Audience) => void;
}

function AudienceField({ label, value, onChange }: AudienceFieldProps) {
  const { t } = useLingui();
  const options: Option[] = [
    { value: "organisation", label: t`Everybody but guests` },
    { value: "groups", label: t`My groups, with guests` },
    { value: "admins", label: t`Administrators only` },
  ];
  return (
    <Select label={label} value={value} options={options} onChange={(next) => onChange(next as Audience)} />
  );
}

function Preview() {
  const { t } = useLingui();
  const [look, setLook] = useState<LookAs>("organisation");
  const card = useQuery({ ...ownCardQuery(look), placeholderData: keepPreviousData });
  const options: { value: LookAs; label: string }[] = [
    { value: "organisation", label: t`Somebody who shares no group with me` },
    { value: "groups", label: t`Somebody in one of my groups` },
    { value: "guest", label: t`A guest in one of my groups` },
    { value: "admins", label: t`An administrator` },
  ];
  return (
    <div className={css.preview}>
      <h3>
        <Trans>As others see it</Trans>
      </h3>
      <div className={css.seenBy}>
        <Select
          label={t`Looked at by`}
          value={look}
          options={options}
          onChange={(next) => setLook(next as LookAs)}
        />
      </div>
      {card.isError && <ProblemMessage error={card.error} onRetry={() => void card.refetch()} />}
      {card.data && <Card card={card.data} />}
    </div>
  );
}
