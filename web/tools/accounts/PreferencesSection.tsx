import { Trans, useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { useMemo } from "react";
import type { ColourScheme, Locale } from "~/api/types";
import { Section, Select, timeZones } from "~/kit";
import { usePreferences } from "~/shell/preferences";
import { useMe, useOrganisation } from "~/shell/session";
import { LOCALE_NAMES, LOCALES } from "~/shell/words";
import css from "./account.module.css";

/** Stands for "as the organisation": a select has no null. */
const INHERITED = "";

export function PreferencesSection() {
  const { t } = useLingui();
  const me = useMe();
  const organisation = useOrganisation();
  const prefer = usePreferences();
  const zones = useMemo(
    () => timeZones(me.time_zone ?? organisation.time_zone),
    [me.time_zone, organisation.time_zone],
  );
  const themes: { value: ColourScheme; label: string }[] = [
    { value: "system", label: t`As my device` },
    { value: "light", label: t`Light` },
    { value: "dark", label: t`Dark` },
  ];
  return (
    <Section
      title={t`Language and look`}
      lead={t`For you alone, on all your devices. Changes apply at once.`}
    >
      <div className={css.form}>
        <Select
          label={t`Language`}
          value={me.language ?? INHERITED}
          options={[
            { value: INHERITED, label: t`As the organisation (${LOCALE_NAMES[organisation.locale]})` },
            ...LOCALES.filter((locale) => organisation.languages.includes(locale)).map((locale) => ({
              value: locale,
              label: LOCALE_NAMES[locale],
            })),
          ]}
          onChange={(value) => prefer({ language: value === INHERITED ? null : (value as Locale) })}
        />
        <Select
          label={t`Theme`}
          value={me.theme}
          options={themes}
          onChange={(value) => prefer({ theme: value as ColourScheme })}
        />
        <Select
          label={t`Time zone`}
          value={me.time_zone ?? INHERITED}
          options={[
            { value: INHERITED, label: t`As the organisation (${organisation.time_zone})` },
            ...zones,
          ]}
          search
          nothingFound={t`No time zone has this name.`}
          onChange={(value) => prefer({ time_zone: value === INHERITED ? null : value })}
        />
        <p>
          <Link to="/notifications/preferences">
            <Trans>Choose what you are told, by mail or on your devices, and your quiet hours</Trans>
          </Link>
        </p>
      </div>
    </Section>
  );
}
