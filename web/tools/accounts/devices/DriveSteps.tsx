import { Trans, useLingui } from "@lingui/react/macro";
import { IconKey } from "@tabler/icons-react";
import { useState } from "react";
import { Button, CopyField } from "~/kit";
import { useMe } from "~/shell/session";
import { davAddress, davAddressAs } from "./addresses";
import { DriveCredentials } from "./DriveCredentials";
import css from "./devices.module.css";
import { NewDevice } from "./NewDevice";

export function DriveSteps() {
  const { t } = useLingui();
  const { handle } = useMe();
  const [creating, setCreating] = useState(false);
  const { origin } = window.location;
  return (
    <div className={css.way}>
      <ol className={css.steps}>
        <li>
          <Trans>Have a password made for this device. You will be asked for it.</Trans>
          <div className={css.act}>
            <Button icon={<IconKey size={18} stroke={1.75} />} onClick={() => setCreating(true)}>
              <Trans>Create a device password</Trans>
            </Button>
          </div>
        </li>
        <li>
          <Trans>Open this address in the file manager of your computer:</Trans>
          <div className={css.act}>
            <CopyField label={t`Address of your files (WebDAV)`} value={davAddress(origin, handle)} />
          </div>
          <dl className={css.systems}>
            <dt>Windows</dt>
            <dd>
              <Trans>
                In File Explorer, right-click “This PC”, choose “Map network drive” and paste the address.
                Windows refuses files of more than 50 MB on this way; for those, the desktop app is better.
              </Trans>
            </dd>
            <dt>macOS</dt>
            <dd>
              <Trans>In the Finder, choose “Go”, then “Connect to Server”, and paste the address.</Trans>
            </dd>
            <dt>Linux, GNOME</dt>
            <dd>
              <Trans>
                In Files, choose “Network” or “Other Locations”, and type{" "}
                <code>{davAddressAs("dav", origin, handle)}</code>
              </Trans>
            </dd>
            <dt>Linux, KDE</dt>
            <dd>
              <Trans>
                In the address line of Dolphin, type <code>{davAddressAs("webdav", origin, handle)}</code>
              </Trans>
            </dd>
          </dl>
        </li>
        <li>
          <Trans>
            When you are asked, type <strong>{handle}</strong> as the name, and the device password.
          </Trans>
        </li>
      </ol>
      {creating && (
        <NewDevice
          title={t`Create a device password`}
          suggestion={t`My computer`}
          confirm={t`Create the password`}
          onClose={() => setCreating(false)}
        >
          {(made) => <DriveCredentials made={made} onClose={() => setCreating(false)} />}
        </NewDevice>
      )}
    </div>
  );
}
