// The link, shown this once: to copy, or to scan with the phone of whoever stands beside.
import { Trans, useLingui } from "@lingui/react/macro";
import type { InvitationLink } from "~/api/types";
import { Button, CopyField, Dialog, QrCode, useFormats } from "~/kit";
import css from "./invitations.module.css";

export function LinkDialog({ made, onClose }: { made: InvitationLink; onClose: () => void }) {
  const { t } = useLingui();
  const { date } = useFormats();
  const link = `${window.location.origin}${made.path}`;
  const { email, expires_at, letter } = made.invitation;
  return (
    <Dialog
      open
      onClose={onClose}
      title={letter ? t`The invitation is on its way` : t`The link is ready`}
      actions={
        <Button look="main" onClick={onClose}>
          <Trans>Done</Trans>
        </Button>
      }
    >
      <p>
        {letter ? (
          <Trans>
            A letter with the link goes to {email}. The list says what becomes of it. Here is the same link,
            if you would rather hand it over as well.
          </Trans>
        ) : email ? (
          <Trans>Give it to {email}: it makes one account, with this address.</Trans>
        ) : (
          <Trans>Give it to those you expect: whoever has it can join.</Trans>
        )}
      </p>
      <CopyField label={t`Link`} value={link} autoFocus />
      <div className={css.code}>
        <QrCode value={link} label={t`The same link, for a phone to scan`} />
      </div>
      <p className={css.small}>
        <Trans>
          It can be used until {date(expires_at)}. It is not shown again: a new one can be made at any time.
        </Trans>
      </p>
    </Dialog>
  );
}
