import { Trans, useLingui } from "@lingui/react/macro";
import { useMemo, useState } from "react";
import { changeOrganisation } from "~/api/organisations";
import type { Locale } from "~/api/types";
import { Button, Checkbox, ProblemMessage, Section, Select, timeZones, toast } from "~/kit";
import { useOrganisation } from "~/shell/session";
import { LOCALE_NAMES, LOCALES } from "~/shell/words";
import css from "./settings.module.css";
import { useChangeOrganisation } from "./useChangeOrganisation";

export function RegionSection() {
  const { t } = useLingui();
  const organisation = useOrganisation();
  const [locale, setLocale] = useState(organisation.locale);
  const [zone, setZone] = useState(organisation.time_zone);
  const zones = useMemo(() => timeZones(organisation.time_zone), [organisation.time_zone]);
  const save = useChangeOrganisation(changeOrganisation, () => toast(t`The settings are saved.`));
  const [chosen, setChosen] = useState<readonly Locale[]>(organisation.languages);
  const offered = LOCALES.filter((one) => one === locale || chosen.includes(one));
  const changed =
    locale !== organisation.locale ||
    zone !== organisation.time_zone ||
    offered.join() !== LOCALES.filter((one) => organisation.languages.includes(one)).join();
  return (
    <Section
      title={t`Language and time`}
      lead={t`For everybody who has not chosen otherwise in their account, and for what is the same for all, such as mails.`}
    >
      <form
        className={css.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (changed) save.mutate({ locale, time_zone: zone, languages: offered });
        }}
      >
        <Select
          label={t`Language`}
          value={locale}
          options={LOCALES.map((one) => ({ value: one, label: LOCALE_NAMES[one] }))}
          onChange={(value) => setLocale(value as Locale)}
        />
        <fieldset className={css.choices}>
          <legend>
            <Trans>People can also choose</Trans>
          </legend>
          {LOCALES.filter((one) => one !== locale).map((one) => (
            <Checkbox
              key={one}
              label={LOCALE_NAMES[one]}
              checked={offered.includes(one)}
              onChange={(on) => setChosen(on ? [...chosen, one] : chosen.filter((other) => other !== one))}
            />
          ))}
        </fieldset>
        <Select
          label={t`Time zone`}
          value={zone}
          options={zones}
          search
          nothingFound={t`No time zone has this name.`}
          onChange={setZone}
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
