// How full a drive is.
import { Trans, useLingui } from "@lingui/react/macro";
import type { Drive } from "~/api/types";
import { ProgressBar, useFormats } from "~/kit";
import css from "./Quota.module.css";
import { driveName } from "./words";

const NEARLY = 0.85;

export function Quota({ drive }: { drive: Drive }) {
  const { t } = useLingui();
  const { size } = useFormats();
  const used = size(drive.used_bytes);
  if (drive.quota_bytes === null) {
    return (
      <p className={css.quota}>
        <Trans>{used} used</Trans>
      </p>
    );
  }
  const share = drive.quota_bytes === 0 ? 1 : drive.used_bytes / drive.quota_bytes;
  const all = size(drive.quota_bytes);
  return (
    <div className={css.quota}>
      <ProgressBar
        gauge
        value={share}
        label={t`Space used in “${driveName(drive)}”`}
        tone={share >= 1 ? "bad" : share >= NEARLY ? "warn" : "quiet"}
      />
      <p>
        <Trans>
          {used} of {all} used
        </Trans>
      </p>
      {share >= NEARLY && (
        <p className={css.advice}>
          {share >= 1 ? (
            <Trans>It is full. Delete what is no longer needed, then empty the trash.</Trans>
          ) : (
            <Trans>It will soon be full.</Trans>
          )}
        </p>
      )}
    </div>
  );
}
