// The code for a telephone. It is a password: it is shown this once, covers itself when nobody scans it, and gives way
// to the good news as soon as the telephone has used it.
import { Trans, useLingui } from "@lingui/react/macro";
import { IconCircleCheck, IconEyeOff } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import type { NewAppPassword } from "~/api/types";
import { Button, Dialog, Notice, QrCode } from "~/kit";
import { signInLink } from "./addresses";
import css from "./devices.module.css";
import { useInUse } from "./useInUse";

const SHOWN_MS = 60_000;

export function PhoneCode({ made, onClose }: { made: NewAppPassword; onClose: () => void }) {
  const { t } = useLingui();
  const inUse = useInUse(made.id);
  const [shown, setShown] = useState(true);
  useEffect(() => {
    if (!shown) return;
    const timer = setTimeout(() => setShown(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [shown]);
  return (
    <Dialog
      open
      onClose={onClose}
      title={inUse ? t`“${made.label}” is connected` : t`Scan this code with the app`}
      actions={
        <Button look="main" onClick={onClose} autoFocus>
          <Trans>Done</Trans>
        </Button>
      }
    >
      <div role="status" className={css.code}>
        {inUse && (
          <>
            <IconCircleCheck size={56} stroke={1.5} className={css.good} aria-hidden />
            <p>
              <Trans>The app has what it needs: this can be closed.</Trans>
            </p>
          </>
        )}
        {!inUse && !shown && (
          <div className={css.covered}>
            <IconEyeOff size={32} stroke={1.5} aria-hidden />
            <p>
              <Trans>The code is hidden.</Trans>
            </p>
            <Button onClick={() => setShown(true)}>
              <Trans>Show it again</Trans>
            </Button>
          </div>
        )}
        {!inUse && shown && (
          <QrCode
            value={signInLink(window.location.origin, made)}
            label={t`Code to sign in the app on your phone`}
          />
        )}
      </div>
      {!inUse && (
        <Notice tone="warn" title={t`This code is as good as a password.`}>
          <Trans>
            Whoever scans it gets into your files: let nobody else see it, and take no picture of it. Once
            this is closed, it is not shown again.
          </Trans>
        </Notice>
      )}
    </Dialog>
  );
}
