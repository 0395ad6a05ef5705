import { t } from "@lingui/core/macro";
import type { AuditEntry } from "~/api/types";

/** A line of the journal in the reader's language. An act that this version does not know keeps its own name. */
export function actWords({ act, detail }: Pick<AuditEntry, "act" | "detail">): string {
  const label = typeof detail.label === "string" ? detail.label : null;
  switch (act) {
    case "session.created":
      return t`Signed in`;
    case "session.refused":
      return t`Sign-in refused: wrong password`;
    case "session.ended":
      return t`Signed out`;
    case "password.changed":
      return t`Password changed`;
    case "password.reset":
      return t`Password chosen anew, by a link`;
    case "recovery.asked":
      return t`New password asked for: a letter was sent`;
    case "recovery.letter-sent":
      return t`Link to a new password sent by an administrator`;
    case "recovery.link-made":
      return t`Link to a new password handed over by an administrator`;
    case "email.asked":
      return t`Another e-mail address asked for`;
    case "email.changed":
      return t`E-mail address changed`;
    case "email.undone":
      return t`Change of e-mail address taken back`;
    case "app-password.created":
      return label ? t`Device password created: ${label}` : t`Device password created`;
    case "app-password.revoked":
      return label ? t`Device password revoked: ${label}` : t`Device password revoked`;
    case "device-login.granted":
      return label ? t`Access given to ${label}` : t`Access given to a device`;
    case "device-login.refused":
      return t`Access refused to a device`;
    case "profile.changed":
      return t`Profile changed`;
    case "person.created":
      return t`Account created`;
    case "person.suspended":
      return t`Account suspended`;
    case "person.restored":
      return t`Account opened again`;
    case "person.changed":
      return t`Name, address or stay changed by an administrator`;
    case "person.role-changed":
      return t`Role changed`;
    case "person.stay-ended":
      return t`End of the stay as a guest`;
    case "group.created":
      return t`Group created`;
    case "group.renamed":
      return t`Group renamed`;
    case "group.changed":
      return t`Group changed`;
    case "group.deleted":
      return t`Group deleted`;
    case "group.restored":
      return t`Group brought back`;
    case "group.purged":
      return t`Group deleted for good`;
    case "group.space-opened":
      return t`Something given to a group`;
    case "group.space-closed":
      return t`Something taken from a group`;
    case "group.asked":
      return t`Asked to come into a group`;
    case "group.declined":
      return t`Request to come into a group declined`;
    case "group.manager-named":
      return t`Named manager of a group`;
    case "group.manager-dismissed":
      return t`No longer manager of a group`;
    case "group.member-added":
      return t`Added to a group`;
    case "group.member-removed":
      return t`Removed from a group`;
    case "organisation.created":
      return t`Organisation created`;
    case "organisation.changed":
      return t`Organisation settings changed`;
    default:
      return act;
  }
}
