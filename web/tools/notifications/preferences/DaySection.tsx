import { Trans, useLingui } from "@lingui/react/macro";
import type { DailyLetter } from "~/api/types";
import { Section, Select, Switch, useFormats } from "~/kit";
import css from "./preferences.module.css";

const HOURS = Array.from({ length: 24 }, (_, hour) => hour);

export function DaySection({
  digest,
  timeZone,
  onChange,
}: {
  digest: DailyLetter;
  timeZone: string;
  onChange: (digest: DailyLetter) => void;
}) {
  const { t } = useLingui();
  const { locale } = useFormats();
  const clock = new Intl.DateTimeFormat(locale, { hour: "numeric", minute: "2-digit", timeZone: "UTC" });
  return (
    <Section
      title={t`Daily summary`}
      lead={t`What you have not seen yet, in one mail. None comes when there is nothing to say.`}
    >
      <div className={css.form}>
        <Switch
          label={t`Send me the daily summary`}
          checked={digest.on}
          onChange={(on) => onChange({ ...digest, on })}
        />
        {digest.on && (
          <div className={css.hour}>
            <Select
              label={t`At`}
              value={String(digest.hour)}
              options={HOURS.map((hour) => ({
                value: String(hour),
                label: clock.format(new Date(Date.UTC(2026, 0, 5, hour))),
              }))}
              onChange={(hour) => onChange({ ...digest, hour: Number(hour) })}
            />
            <p className={css.soft}>
              <Trans>Time zone: {timeZone}.</Trans>
            </p>
          </div>
        )}
      </div>
    </Section>
  );
}
