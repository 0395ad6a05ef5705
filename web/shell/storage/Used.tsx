import { Trans, useLingui } from "@lingui/react/macro";
import { ProgressBar, useFormats } from "~/kit";
import css from "./storage.module.css";

/** From this share on it is time to do something about it. */
const ALMOST_FULL = 0.9;

export interface UsedProps {
  /** Whose, read aloud. */
  label: string;
  used: number;
  /** null: without a limit. */
  limit: number | null;
}

/** How much is used of what may be. */
export function Used({ label, used, limit }: UsedProps) {
  const { t } = useLingui();
  const { size, percent } = useFormats();
  const [taken, most] = [size(used), limit === null ? "" : size(limit)];
  const share = limit === null ? 0 : limit === 0 ? 1 : used / limit;
  const part = percent(share);
  return (
    <div className={css.used}>
      {limit !== null && (
        <ProgressBar
          gauge
          value={share}
          label={t`Space used: ${label}`}
          tone={share >= 1 ? "bad" : share >= ALMOST_FULL ? "warn" : "quiet"}
        />
      )}
      <p className={css.small}>
        {limit === null ? (
          <Trans>{taken} used, without a limit</Trans>
        ) : (
          <Trans>
            {taken} of {most} used ({part})
          </Trans>
        )}
      </p>
    </div>
  );
}
