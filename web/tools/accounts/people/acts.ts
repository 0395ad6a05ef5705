// What was done to people, in words.
import { plural, t } from "@lingui/core/macro";
import type { Deed } from "./useActOnPeople";

/** The sentence after it is done. `names`: of those for whom it was. */
export function doneWords({ act, what = "" }: Deed, names: readonly string[]): string {
  const [name = ""] = names;
  const count = names.length;
  const one = count === 1;
  switch (act.act) {
    case "suspend":
      return one
        ? t`${name} is suspended, and signed out everywhere.`
        : plural(count, {
            one: "# person is suspended, and signed out everywhere.",
            other: "# people are suspended, and signed out everywhere.",
          });
    case "restore":
      return one
        ? t`${name} can sign in again.`
        : plural(count, { one: "# person can sign in again.", other: "# people can sign in again." });
    case "set_role":
      return one
        ? t`Role of ${name}: ${what}.`
        : plural(count, {
            one: `# person has the role: ${what}.`,
            other: `# people have the role: ${what}.`,
          });
    case "add_to_group":
      return one
        ? t`${name} is in the group ${what}.`
        : plural(count, {
            one: `# person is in the group ${what}.`,
            other: `# people are in the group ${what}.`,
          });
    case "remove_from_group":
      return one
        ? t`${name} is not in the group ${what} any more.`
        : plural(count, {
            one: `# person is not in the group ${what} any more.`,
            other: `# people are not in the group ${what} any more.`,
          });
    case "end_sessions":
      return one
        ? t`The browsers of ${name} are signed out.`
        : plural(count, {
            one: "The browsers of # person are signed out.",
            other: "The browsers of # people are signed out.",
          });
  }
}

export const undoFailedWords = () => t`That could not be undone. Look at the present state, then try again.`;
