import { Trans, useLingui } from "@lingui/react/macro";
import { CopyField } from "~/kit";
import css from "./devices.module.css";

const DOWNLOAD = "https://nextcloud.com/install/";

export function DesktopSteps() {
  const { t } = useLingui();
  return (
    <ol className={css.steps}>
      <li>
        <Trans>
          Install the Nextcloud desktop app: from{" "}
          <a href={DOWNLOAD} target="_blank" rel="noreferrer">
            nextcloud.com/install
          </a>
          , or on Linux with your other programs.
        </Trans>
      </li>
      <li>
        <Trans>Open it, choose to log in, and paste this address:</Trans>
        <div className={css.act}>
          <CopyField label={t`Address of the server`} value={window.location.origin} />
        </div>
      </li>
      <li>
        <Trans>It opens a page of this site in your browser. Check what it says, and give access.</Trans>
      </li>
      <li>
        <Trans>Back in the app, choose the folder that is to hold your files.</Trans>
      </li>
    </ol>
  );
}
