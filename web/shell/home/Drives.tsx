import { Trans, useLingui } from "@lingui/react/macro";
import { IconFolder, IconUsers } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { Drive } from "~/api/types";
import { Hidden, ProgressBar, Skeleton, useFormats } from "~/kit";
import { drivePath } from "~/tools/files/place";
import css from "./HomePage.module.css";

const ALMOST_FULL = 0.9;

/** One's own space and those of one's groups, with what is left in them. */
export function Drives({ drives }: { drives: Drive[] | undefined }) {
  const { t } = useLingui();
  return (
    <section className={css.card} aria-busy={!drives}>
      <h2>
        <Trans>Spaces</Trans>
      </h2>
      {!drives && <Hidden>{t`Loading…`}</Hidden>}
      <ul className={css.list}>
        {drives
          ? drives.map((drive) => (
              <li key={drive.id}>
                <DriveLine drive={drive} />
              </li>
            ))
          : [0, 1, 2].map((index) => (
              <li key={index} className={css.row}>
                <Skeleton width={36} height={36} />
                <div className={css.words}>
                  <Skeleton width="55%" />
                  <Skeleton height="0.7em" style={{ marginTop: 8 }} />
                </div>
              </li>
            ))}
      </ul>
    </section>
  );
}

function DriveLine({ drive }: { drive: Drive }) {
  const { t } = useLingui();
  const { size } = useFormats();
  const name = drive.kind === "personal" ? t`My files` : drive.name;
  const share = drive.quota_bytes ? drive.used_bytes / drive.quota_bytes : null;
  const used = size(drive.used_bytes);
  const quota = drive.quota_bytes === null ? null : size(drive.quota_bytes);
  return (
    <Link to={drivePath(drive)} className={css.row}>
      <span className={css.driveIcon} data-kind={drive.kind}>
        {drive.kind === "personal" ? (
          <IconFolder size={20} stroke={1.75} />
        ) : (
          <IconUsers size={20} stroke={1.75} />
        )}
      </span>
      <span className={css.words}>
        <span className={css.name}>{name}</span>
        {share !== null && (
          <ProgressBar
            gauge
            value={share}
            label={t`Space used in ${name}`}
            tone={share >= ALMOST_FULL ? "warn" : "quiet"}
          />
        )}
        <span className={css.detail}>
          {quota === null ? (
            <Trans>{used} used</Trans>
          ) : (
            <Trans>
              {used} of {quota}
            </Trans>
          )}
        </span>
      </span>
    </Link>
  );
}
