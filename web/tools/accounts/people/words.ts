// What people, roles and accounts are called. Functions, not constants: the reader may change the language.
import { plural, t } from "@lingui/core/macro";
import type { AccountState, BulkAct, MemberRole, PersonRefused } from "~/api/types";

export function roleWords(role: MemberRole): string {
  switch (role) {
    case "owner":
      return t`Main administrator`;
    case "admin":
      return t`Administrator`;
    case "member":
      return t`Person`;
    case "guest":
      return t`Guest`;
  }
}

export function stateWords(state: AccountState): string {
  switch (state) {
    case "active":
      return t`Active`;
    case "suspended":
      return t`Suspended`;
    case "ended":
      return t`Stay over`;
  }
}

export function peopleCount(count: number): string {
  return plural(count, { one: "# person", other: "# people" });
}

/** Why something was not done for somebody, and what to do. `self`: they are the one who asked. */
export function refusalWords({ reason }: PersonRefused, act: BulkAct["act"], self: boolean): string {
  switch (reason) {
    case "last-owner":
      return t`The organisation always keeps a main administrator. Name another one first.`;
    case "sponsor":
      return t`They answer for guests. Let somebody else answer for these guests first.`;
    case "not-found":
      return t`They are no longer here, or not in this group. Reload the page.`;
    case "forbidden":
      if (self && act === "suspend") return t`You cannot suspend yourself. Another administrator can.`;
      if (self) return t`You cannot give yourself a stronger role. A main administrator can.`;
      return t`Only a main administrator names and changes main administrators.`;
    default:
      return t`This was not possible in the present state. Reload the page and try again.`;
  }
}
