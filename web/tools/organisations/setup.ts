import { t } from "@lingui/core/macro";
import { HANDLE, SHORTEST_PASSWORD } from "~/shell/newcomer";

export interface SetupValues {
  organisation: string;
  name: string;
  handle: string;
  email: string;
  password: string;
}

/** What is missing or wrong, by field; empty when all is well. */
export function setupProblems(values: SetupValues): Partial<Record<keyof SetupValues, string>> {
  const problems: Partial<Record<keyof SetupValues, string>> = {};
  if (values.organisation.trim() === "") problems.organisation = t`A name is needed.`;
  if (values.name.trim() === "") problems.name = t`A name is needed.`;
  if (!HANDLE.test(values.handle)) {
    problems.handle = t`It begins with a letter from a to z, and goes on with letters, digits, dots, hyphens or underscores.`;
  }
  if (!/^\S+@\S+$/.test(values.email.trim()))
    problems.email = t`An e-mail address looks like name@example.org.`;
  if (Array.from(values.password).length < SHORTEST_PASSWORD) {
    problems.password = t`At least ${SHORTEST_PASSWORD} characters are needed.`;
  }
  return problems;
}
