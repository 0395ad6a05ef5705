import { Trans, useLingui } from "@lingui/react/macro";
import { useEffect, useState } from "react";
import type { QuietHours } from "~/api/types";
import { Checkbox, Notice, Section, Switch, TextField, useFormats } from "~/kit";
import css from "./preferences.module.css";

const DAYS = [1, 2, 3, 4, 5, 6, 7] as const;
/** 5 January 2026 was a Monday. */
const mondayPlus = (days: number) => new Date(Date.UTC(2026, 0, 5 + days, 12));
const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;

export function QuietSection({
  quiet,
  timeZone,
  onChange,
}: {
  quiet: QuietHours;
  timeZone: string;
  onChange: (quiet: QuietHours) => void;
}) {
  const { t } = useLingui();
  const { locale } = useFormats();
  const [from, setFrom] = useState(quiet.from);
  const [to, setTo] = useState(quiet.to);
  useEffect(() => setFrom(quiet.from), [quiet.from]);
  useEffect(() => setTo(quiet.to), [quiet.to]);
  const dayName = new Intl.DateTimeFormat(locale, { weekday: "long", timeZone: "UTC" });
  // A time that is being typed is none yet.
  const time = (name: "from" | "to", value: string) => {
    if (TIME.test(value) && value !== quiet[name]) onChange({ ...quiet, [name]: value });
  };
  const toggle = (day: number, on: boolean) => {
    const days = on
      ? [...quiet.days, day].toSorted((a, b) => a - b)
      : quiet.days.filter((one) => one !== day);
    onChange({ ...quiet, days });
  };
  return (
    <Section
      title={t`Quiet hours`}
      lead={t`Nothing is pushed and mail waits until they are over, but for the safety of your account.`}
    >
      <div className={css.form}>
        <Switch
          label={t`Leave me alone at certain hours`}
          checked={quiet.on}
          onChange={(on) => onChange({ ...quiet, on })}
        />
        {quiet.on && (
          <>
            <div className={css.times}>
              <TextField
                type="time"
                label={t`From`}
                value={from}
                onChange={(value) => {
                  setFrom(value);
                  time("from", value);
                }}
              />
              <TextField
                type="time"
                label={t`To`}
                value={to}
                onChange={(value) => {
                  setTo(value);
                  time("to", value);
                }}
              />
            </div>
            <fieldset className={css.days}>
              <legend>
                <Trans>On the evenings or days of</Trans>
              </legend>
              {DAYS.map((day) => (
                <Checkbox
                  key={day}
                  label={dayName.format(mondayPlus(day - 1))}
                  checked={quiet.days.includes(day)}
                  onChange={(on) => toggle(day, on)}
                />
              ))}
            </fieldset>
            {quiet.days.length === 0 && (
              <Notice>
                <Trans>Choose a day at least: without one there are no quiet hours.</Trans>
              </Notice>
            )}
            <p className={css.soft}>
              {quiet.to <= quiet.from ? (
                <Trans>They end on the next day. Time zone: {timeZone}.</Trans>
              ) : (
                <Trans>Time zone: {timeZone}.</Trans>
              )}
            </p>
          </>
        )}
      </div>
    </Section>
  );
}
