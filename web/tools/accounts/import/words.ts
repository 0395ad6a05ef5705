// What lists of people are made of, and what is wrong with their lines. Functions, not constants: the reader may change
// the language.
import { plural, t } from "@lingui/core/macro";
import type { ListEncoding, ListField, ListIssue, ListSeparator, PeopleImport } from "~/api/types";

export const FIELDS: ListField[] = [
  "email",
  "name",
  "first_name",
  "last_name",
  "handle",
  "groups",
  "role",
  "language",
  "sponsor",
  "ends_on",
];

export function fieldWords(field: ListField): string {
  switch (field) {
    case "email":
      return t`E-mail address`;
    case "name":
      return t`Name`;
    case "first_name":
      return t`First name`;
    case "last_name":
      return t`Last name`;
    case "handle":
      return t`Sign-in name`;
    case "groups":
      return t`Groups`;
    case "role":
      return t`Role`;
    case "language":
      return t`Language`;
    case "sponsor":
      return t`Who answers for a guest`;
    case "ends_on":
      return t`Last day of a guest`;
  }
}

export const ENCODINGS: ListEncoding[] = [
  "utf-8",
  "windows-1252",
  "iso-8859-15",
  "utf-16le",
  "utf-16be",
  "macintosh",
];

export function encodingWords(encoding: ListEncoding): string {
  switch (encoding) {
    case "utf-8":
      return "UTF-8";
    case "windows-1252":
      return t`Windows (1252)`;
    case "iso-8859-15":
      return "ISO 8859-15";
    case "utf-16le":
      return "UTF-16 LE";
    case "utf-16be":
      return "UTF-16 BE";
    case "macintosh":
      return t`Mac (before 2001)`;
  }
}

export const SEPARATORS: ListSeparator[] = ["semicolon", "comma", "tab", "bar"];

export function separatorWords(separator: ListSeparator): string {
  switch (separator) {
    case "semicolon":
      return t`Semicolon ;`;
    case "comma":
      return t`Comma ,`;
    case "tab":
      return t`Tab`;
    case "bar":
      return t`Vertical bar |`;
  }
}

/** What is wrong, and what to do. */
export function issueWords({ code, field, value, other }: ListIssue): string {
  const where = field ? fieldWords(field) : "";
  const what = value === "" ? "" : t`“${value}”`;
  const with_ = other ?? "";
  switch (code) {
    case "missing":
      return field === "ends_on"
        ? t`A guest has a last day: fill in “${where}”.`
        : t`“${where}” is empty: fill it in.`;
    case "too_many_cells":
      return t`There are more cells than columns, from ${what} on: put quotes around cells that hold the separator.`;
    case "open_quote":
      return t`A quotation mark is opened and never closed: close it, or remove it.`;
    case "bad_email":
      return t`${what} is no e-mail address: it looks like name@example.org.`;
    case "bad_name":
      return t`${what} cannot be a name: at most 120 characters, without invisible ones.`;
    case "bad_handle":
      return t`${what} cannot be a sign-in name: a letter from a to z, then letters, digits, dots, hyphens or underscores.`;
    case "bad_role":
      return t`${what} is no role: write person, guest, administrator or main administrator.`;
    case "bad_language":
      return t`${what} is no language here: write fr or en.`;
    case "bad_day":
      return t`${what} is no day: write 2027-03-31 or 31/03/2027.`;
    case "bad_group":
      return t`${what} cannot be the name of a group: at most 120 characters.`;
    case "too_many_groups":
      return t`There are more than 50 groups: leave some out.`;
    case "repeated_email":
      return t`Line ${with_} has the same address: keep one of the two.`;
    case "repeated_handle":
      return t`Line ${with_} has the same sign-in name: choose another one for one of the two.`;
    case "handle_taken":
      return with_ === ""
        ? t`The sign-in name ${what} was given before, and is never given again: choose another one, or leave the cell empty.`
        : t`${with_} has the sign-in name ${what}: choose another one, or leave the cell empty.`;
    case "other_handle":
      return t`Whoever has this address has the sign-in name “${with_}”, which never changes: leave the cell empty.`;
    case "no_such_group":
      return t`There is no group ${what}: correct it, or let missing groups be made.`;
    case "no_such_sponsor":
      return t`${what} is nobody who can answer for a guest: give the address of a person who is here already.`;
    case "day_over":
      return t`${what} is over: choose a later day.`;
    case "guests_only":
      return t`Only a guest has “${where}”: empty the cell, or write guest as the role.`;
    case "not_allowed":
      return t`Only a main administrator gives or changes this role, and nobody their own.`;
    case "refused":
      return t`This was refused when it was done (${with_}): look at this person, then try again.`;
  }
}

export function stateWords({ state }: PeopleImport): string {
  switch (state) {
    case "running":
      return t`In progress`;
    case "stopping":
      return t`Stopping`;
    case "done":
      return t`Done`;
    case "stopped":
      return t`Stopped`;
    case "failed":
      return t`Could not be finished`;
  }
}

export const linesWords = (count: number) => plural(count, { one: "# line", other: "# lines" });
