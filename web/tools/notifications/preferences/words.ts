import { useLingui } from "@lingui/react/macro";
import type { ByMail } from "~/api/types";

/** How a notice is mailed, in words. */
export function useMailWords(): Record<ByMail, string> {
  const { t } = useLingui();
  return { never: t`No mail`, digest: t`Daily summary`, at_once: t`Mail at once` };
}

/** What a tool is called above its kinds of notices. */
export function useToolWords(): (tool: string) => string {
  const { t } = useLingui();
  const known: Record<string, string> = {
    accounts: t`People, groups and your account`,
    organisations: t`The organisation`,
    files: t`Files`,
  };
  return (tool) => known[tool] ?? tool;
}
