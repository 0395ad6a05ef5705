// Sentences that several parts of Files say. Functions, not constants: the reader may change the language.
import { plural, t } from "@lingui/core/macro";
import type { Drive } from "~/api/types";
import { MAX_NAME_BYTES, type NameProblem } from "./names";

export function nameProblemWords(problem: NameProblem): string {
  switch (problem) {
    case "empty":
      return t`A name is needed.`;
    case "dots":
      return t`A name cannot be only dots.`;
    case "slash":
      return t`A name cannot contain “/”.`;
    case "control":
      return t`This name contains a character that cannot be seen. Please type it again.`;
    case "too-long":
      return t`This name is too long (${MAX_NAME_BYTES} characters at most).`;
  }
}

/** What people call a drive: their own has no name of its own. */
export function driveName(drive: Pick<Drive, "kind" | "name">): string {
  return drive.kind === "personal" ? t`My files` : drive.name;
}

export function countOf(count: number): string {
  return plural(count, { one: "# item", other: "# items" });
}

/** “plan.odt”, or “3 items”. */
export function nameOrCount(things: readonly { name: string }[]): string {
  const [first] = things;
  return things.length === 1 && first ? t`“${first.name}”` : countOf(things.length);
}

export function selectionWords(count: number): string {
  return plural(count, { one: "# item selected", other: "# items selected" });
}
