import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";
import { changeOrganisation } from "~/api/organisations";
import type { Support } from "~/api/types";
import { Button, ProblemMessage, Section, TextField, toast } from "~/kit";
import { useOrganisation } from "~/shell/session";
import css from "./settings.module.css";
import { useChangeOrganisation } from "./useChangeOrganisation";

const FIELDS = ["name", "email", "phone", "link", "note"] as const;
type Typed = Record<(typeof FIELDS)[number], string>;

const typedFrom = (support: Support | null): Typed => ({
  name: support?.name ?? "",
  email: support?.email ?? "",
  phone: support?.phone ?? "",
  link: support?.link ?? "",
  note: support?.note ?? "",
});

/** Whom people ask for help: shown to whoever is signed in, beside the help. */
export function SupportSection() {
  const { t } = useLingui();
  const { support } = useOrganisation();
  const [typed, setTyped] = useState(() => typedFrom(support));
  const save = useChangeOrganisation(changeOrganisation, () => toast(t`The settings are saved.`));
  const known = typedFrom(support);
  const changed = FIELDS.some((field) => typed[field].trim() !== known[field]);
  const nobody = FIELDS.every((field) => typed[field].trim() === "");
  const field = (name: keyof Typed) => ({
    value: typed[name],
    onChange: (value: string) => setTyped((now) => ({ ...now, [name]: value })),
  });
  return (
    <Section
      title={t`Whom to ask for help`}
      lead={t`Shown to everybody who is signed in. Leave it empty and they are told to ask an administrator.`}
    >
      <form
        className={css.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (!changed) return;
          const text = (name: keyof Typed) => typed[name].trim() || null;
          const { name } = typed;
          save.mutate({
            support: nobody
              ? null
              : {
                  name: name.trim(),
                  email: text("email"),
                  phone: text("phone"),
                  link: text("link"),
                  note: text("note"),
                },
          });
        }}
      >
        <TextField
          label={t`Person or team`}
          placeholder={t`Camille, on weekdays`}
          maxLength={120}
          {...field("name")}
        />
        <TextField label={t`Mail address`} type="email" maxLength={254} {...field("email")} />
        <TextField label={t`Telephone`} type="tel" maxLength={40} {...field("phone")} />
        <TextField label={t`Link`} type="url" placeholder="https://" maxLength={500} {...field("link")} />
        <TextField
          label={t`Good to know`}
          hint={t`One sentence: when somebody answers, what to say.`}
          maxLength={500}
          {...field("note")}
        />
        {save.isError && <ProblemMessage error={save.error} />}
        <div className={css.row}>
          <Button look="main" type="submit" busy={save.isPending} disabled={!changed}>
            <Trans>Save</Trans>
          </Button>
        </div>
      </form>
    </Section>
  );
}
