import { Trans, useLingui } from "@lingui/react/macro";
import type { NewAppPassword } from "~/api/types";
import { Button, CopyField, Dialog } from "~/kit";
import { davAddress } from "./addresses";
import css from "./devices.module.css";

/** What has to be typed elsewhere. The password is known this once. */
export function DriveCredentials({ made, onClose }: { made: NewAppPassword; onClose: () => void }) {
  const { t } = useLingui();
  return (
    <Dialog
      open
      onClose={onClose}
      title={t`“${made.label}” is ready to connect`}
      width={520}
      actions={
        <Button look="main" onClick={onClose}>
          <Trans>I have copied it</Trans>
        </Button>
      }
    >
      <p>
        <Trans>These three are what the device will ask for. The password is shown this once only.</Trans>
      </p>
      <div className={css.fields}>
        <CopyField label={t`Address`} value={davAddress(window.location.origin, made.login)} />
        <CopyField label={t`Name`} value={made.login} />
        <CopyField label={t`Password`} value={made.password} autoFocus />
      </div>
    </Dialog>
  );
}
