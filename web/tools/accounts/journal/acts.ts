import { t } from "@lingui/core/macro";
import type { JournalLine } from "~/api/types";

const text = (value: unknown): string | null => (typeof value === "string" && value !== "" ? value : null);

/** What is said with the name of what it is about, or without where there is none. */
const named = (name: string | null, words: string): string => (name ? t`${words}: ${name}` : words);

/** A line of the journal in the reader's language. An act that this version does not know keeps its own name. */
export function actWords({ act, detail }: Pick<JournalLine, "act" | "detail">): string {
  const label = text(detail.label);
  const group = text(detail.group_name) ?? text(detail.name);
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
      return named(label, t`Device password created`);
    case "app-password.revoked":
      return named(label, t`Device password revoked`);
    case "device-login.granted":
      return label ? t`Access given to ${label}` : t`Access given to a device`;
    case "device-login.refused":
      return t`Access refused to a device`;
    case "profile.changed":
      return t`Profile changed`;
    case "person.created":
      return t`Account created`;
    case "person.joined":
      return t`Joined by an invitation`;
    case "person.registered":
      return t`Joined by a confirmed address`;
    case "person.asked-to-begin":
      return t`Letters to begin asked for`;
    case "person.began":
      return t`First password chosen, by the letter to begin`;
    case "import.begun":
      return t`Import of people begun`;
    case "import.stopped":
      return t`Import of people stopped`;
    case "import.ended":
      return t`Import of people ended`;
    case "registration.rules-changed":
      return t`Rules for joining by oneself changed`;
    case "registration.waiting":
      return named(text(detail.email), t`Request to join`);
    case "registration.accepted":
      return named(text(detail.email), t`Request to join accepted`);
    case "registration.refused":
      return named(text(detail.email), t`Request to join refused`);
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
    case "invitation.created":
      return t`Invitation made`;
    case "invitation.renewed":
      return t`Invitation renewed`;
    case "invitation.revoked":
      return t`Invitation withdrawn`;
    case "group.created":
      return named(group, t`Group created`);
    case "group.renamed":
      return named(group, t`Group renamed`);
    case "group.changed":
      return named(group, t`Group changed`);
    case "group.deleted":
      return named(group, t`Group deleted`);
    case "group.restored":
      return named(group, t`Group brought back`);
    case "group.purged":
      return named(group, t`Group deleted for good`);
    case "group.space-opened":
      return named(group, t`Something given to a group`);
    case "group.space-closed":
      return named(group, t`Something taken from a group`);
    case "group.asked":
      return named(group, t`Asked to come into a group`);
    case "group.declined":
      return named(group, t`Request to come into a group declined`);
    case "group.manager-named":
      return named(group, t`Named manager of a group`);
    case "group.manager-dismissed":
      return named(group, t`No longer manager of a group`);
    case "group.member-added":
      return named(group, t`Added to a group`);
    case "group.member-removed":
      return named(group, t`Removed from a group`);
    case "drive.role-given":
      return named(group, t`Access to a group’s files given`);
    case "drive.role-taken":
      return named(group, t`Access to a group’s files taken back`);
    case "drive.quota-changed":
      return named(group, t`Limit of storage changed`);
    case "organisation.created":
      return t`Organisation created`;
    case "organisation.changed":
      return t`Organisation settings changed`;
    case "organisation.alias-added":
      return named(text(detail.host), t`Address that leads here added`);
    case "organisation.alias-removed":
      return named(text(detail.host), t`Address that leads here removed`);
    case "organisation.domain-asked":
      return named(text(detail.host), t`Address asked for, to be proved`);
    case "organisation.domain-dropped":
      return named(text(detail.host), t`Address not asked for any more`);
    case "organisation.tool-on":
      return named(text(detail.tool), t`Tool switched on`);
    case "organisation.tool-off":
      return named(text(detail.tool), t`Tool switched off`);
    case "organisation.retention-changed":
      return t`How long something is kept was changed`;
    case "announcement.created":
      return named(text(detail.title), t`Announcement written`);
    case "announcement.changed":
      return named(text(detail.title), t`Announcement changed`);
    case "announcement.ended":
      return named(text(detail.title), t`Announcement ended`);
    case "announcement.removed":
      return named(text(detail.title), t`Announcement deleted`);
    case "announcement.restored":
      return named(text(detail.title), t`Announcement brought back`);
    case "notifications.defaults-changed":
      return t`Notifications for everybody changed`;
    case "mail.tested":
      return named(text(detail.to), t`Test message sent`);
    case "mail.retried":
      return t`Waiting letters tried again`;
    case "journal.read":
      return t`Journal looked into`;
    case "journal.exported":
      return t`Journal exported`;
    default:
      return act;
  }
}

/** The kinds of acts that the journal is filtered by. */
export const FAMILIES = [
  "session",
  "password",
  "recovery",
  "email",
  "app-password",
  "device-login",
  "profile",
  "person",
  "import",
  "invitation",
  "registration",
  "group",
  "drive",
  "organisation",
  "announcement",
  "mail",
  "journal",
] as const;

export function familyWords(family: string): string {
  switch (family) {
    case "session":
      return t`Signing in and out`;
    case "password":
      return t`Passwords`;
    case "recovery":
      return t`Lost passwords`;
    case "email":
      return t`E-mail addresses`;
    case "app-password":
      return t`Device passwords`;
    case "device-login":
      return t`Devices that ask for access`;
    case "profile":
      return t`Profiles`;
    case "person":
      return t`Accounts and roles`;
    case "import":
      return t`Imports of people`;
    case "invitation":
      return t`Invitations`;
    case "registration":
      return t`Requests to join`;
    case "group":
      return t`Groups`;
    case "drive":
      return t`Access to files`;
    case "organisation":
      return t`Organisation settings`;
    case "announcement":
      return t`Announcements`;
    case "mail":
      return t`Mail`;
    case "journal":
      return t`Looks into the journal`;
    default:
      return family;
  }
}
