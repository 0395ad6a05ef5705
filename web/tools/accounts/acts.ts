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
    case "app-password.created":
      return label ? t`Device password created: ${label}` : t`Device password created`;
    case "app-password.revoked":
      return label ? t`Device password revoked: ${label}` : t`Device password revoked`;
    case "profile.changed":
      return t`Profile changed`;
    case "photo.changed":
      return t`Photo changed`;
    case "account.created":
      return t`Account created`;
    default:
      return act;
  }
}
