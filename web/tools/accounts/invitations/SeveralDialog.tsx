// What came of a list of addresses: who is invited, and what could not be, line by line, to be corrected and taken again.
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import type { AddressRefused, InvitedSeveral } from "~/api/types";
import { Button, CopyField, Dialog, Notice } from "~/kit";
import css from "./invitations.module.css";

export function SeveralDialog({ several, onClose }: { several: InvitedSeveral; onClose: () => void }) {
  const { t } = useLingui();
  const { invited, refused } = several;
  const letters = invited.some(({ invitation }) => invitation.letter !== null);
  return (
    <Dialog
      open
      onClose={onClose}
      title={invited.length > 0 ? t`The invitations are made` : t`Nobody could be invited`}
      actions={
        <Button look="main" onClick={onClose}>
          <Trans>Done</Trans>
        </Button>
      }
    >
      {invited.length > 0 && letters && (
        <p>
          <Plural
            value={invited.length}
            one="A letter goes to # address. The list says what becomes of it."
            other="Letters go to # addresses. The list says what becomes of them."
          />
        </p>
      )}
      {invited.length > 0 && !letters && (
        <>
          <p>
            <Trans>Each link makes one account. They are not shown again.</Trans>
          </p>
          {invited.map(({ invitation, path }) => (
            <CopyField
              key={invitation.id}
              label={invitation.email ?? ""}
              value={`${window.location.origin}${path}`}
            />
          ))}
        </>
      )}
      {refused.length > 0 && (
        <>
          <Notice tone="warn" title={t`These could not be invited:`}>
            <ul className={css.refused}>
              {refused.map((one, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: the lines do not move, and may be alike
                <li key={index}>
                  <strong>{one.given}</strong> — <Reason refused={one} />
                </li>
              ))}
            </ul>
          </Notice>
          <CopyField
            label={t`The same, to correct and paste again`}
            value={refused.map(({ given }) => given).join("; ")}
          />
        </>
      )}
    </Dialog>
  );
}

function Reason({ refused }: { refused: AddressRefused }) {
  switch (refused.reason) {
    case "name-taken":
      return <Trans>somebody here has this address already</Trans>;
    case "already-invited":
      return <Trans>invited already: send that invitation again from the list</Trans>;
    case "too-many-letters":
      return <Trans>was sent several letters within the hour: try again later</Trans>;
    case "invalid-input":
      return <Trans>no address that a letter can be sent to</Trans>;
    default:
      return refused.detail;
  }
}
