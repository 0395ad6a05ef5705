import { Trans, useLingui } from "@lingui/react/macro";
import { IconQrcode } from "@tabler/icons-react";
import { useState } from "react";
import { Button, CopyField } from "~/kit";
import css from "./devices.module.css";
import { NewDevice } from "./NewDevice";
import { PhoneCode } from "./PhoneCode";

export function PhoneSteps() {
  const { t } = useLingui();
  const [creating, setCreating] = useState(false);
  return (
    <div className={css.way}>
      <ol className={css.steps}>
        <li>
          <Trans>Install the app “Nextcloud” on your phone, from where you get your other apps.</Trans>
        </li>
        <li>
          <Trans>Open it and choose to log in. A button there lets you scan a code.</Trans>
        </li>
        <li>
          <Trans>Have the code shown on this screen, and scan it.</Trans>
          <div className={css.act}>
            <Button icon={<IconQrcode size={18} stroke={1.75} />} onClick={() => setCreating(true)}>
              <Trans>Show a code</Trans>
            </Button>
          </div>
        </li>
      </ol>
      <div className={css.other}>
        <p>
          <Trans>
            Already on that phone, or no camera? Type this address into the app instead. It opens a page of
            this site, on which you give access.
          </Trans>
        </p>
        <CopyField label={t`Address of the server`} value={window.location.origin} />
      </div>
      {creating && (
        <NewDevice
          title={t`Connect a phone or tablet`}
          suggestion={t`My phone`}
          confirm={t`Show the code`}
          onClose={() => setCreating(false)}
        >
          {(made) => <PhoneCode made={made} onClose={() => setCreating(false)} />}
        </NewDevice>
      )}
    </div>
  );
}
