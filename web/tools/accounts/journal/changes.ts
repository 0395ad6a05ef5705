// What an act changed, from what to what, in the reader's language.
import { i18n } from "@lingui/core";
import { t } from "@lingui/core/macro";
import type { JournalLine, MemberRole } from "~/api/types";
import { typedFrom } from "~/shell/storage/bytes";
import { LOCALE_NAMES } from "~/shell/words";
import { roleWords } from "../people/words";

const ROLES: readonly string[] = ["owner", "admin", "member", "guest"];

/** Empty where the act says it all. */
export function changesOf({ act, detail }: Pick<JournalLine, "act" | "detail">): string[] {
  const { before, after, changed } = detail;
  if (act === "person.role-changed") return [change(t`Role`, detail.from, detail.to)];
  if (act === "organisation.retention-changed")
    return [change(ruleWords(detail.rule), days(before), days(after))];
  if (act === "drive.role-given") return [rightWords(detail.role)];
  if (isObject(before) && isObject(after))
    return Object.keys(after).map((name) =>
      name.endsWith("_bytes")
        ? change(fieldWords(name), sized(before[name]), sized(after[name]))
        : change(fieldWords(name), before[name], after[name]),
    );
  if (Array.isArray(changed)) return [changed.map((name) => fieldWords(String(name))).join(", ")];
  return [];
}

function change(what: string, before: unknown, after: unknown): string {
  return t`${what}: ${shown(before)} → ${shown(after)}`;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function shown(value: unknown): string {
  if (value === null || value === undefined || value === "") return "–";
  if (Array.isArray(value)) return value.length === 0 ? "–" : value.map(shown).join(", ");
  if (isObject(value)) return Object.values(value).filter(Boolean).map(shown).join(", ");
  const text = String(value);
  if (ROLES.includes(text)) return roleWords(text as MemberRole);
  if (text === "fr" || text === "en") return LOCALE_NAMES[text];
  return text;
}

/** Bytes as they were typed. */
function sized(value: unknown): unknown {
  if (typeof value !== "number") return value;
  const gigabytes = typedFrom(value, i18n.locale);
  return t`${gigabytes} GB`;
}

function days(value: unknown): string {
  const count = String(value);
  return t`${count} days`;
}

function fieldWords(name: string): string {
  switch (name) {
    case "name":
      return t`Name`;
    case "email":
      return t`E-mail address`;
    case "photo":
      return t`Photo`;
    case "logo":
      return t`Logo`;
    case "accent":
      return t`Colour`;
    case "locale":
    case "language":
      return t`Language`;
    case "languages":
      return t`Languages offered`;
    case "time_zone":
      return t`Time zone`;
    case "theme":
      return t`Theme`;
    case "support":
      return t`Help contact`;
    case "sponsor":
      return t`Who answers for the guest`;
    case "ends_at":
      return t`End of the stay`;
    case "quota_bytes":
      return t`Space for everything`;
    case "limit_bytes":
      return t`Limit`;
    case "person_quota_bytes":
      return t`Space for each person`;
    default:
      return name;
  }
}

function ruleWords(rule: unknown): string {
  switch (rule) {
    case "accounts.journal":
      return t`The journal`;
    case "files.trash":
      return t`The trash of files`;
    case "notifications.notices":
      return t`Notifications`;
    case "organisations.mail":
      return t`The list of letters sent`;
    case "organisations.announcements":
      return t`Announcements that are over`;
    default:
      return String(rule);
  }
}

function rightWords(role: unknown): string {
  switch (role) {
    case "viewer":
      return t`Can look`;
    case "commenter":
      return t`Can comment`;
    case "editor":
      return t`Can change`;
    case "manager":
      return t`Can do everything`;
    default:
      return String(role);
  }
}
