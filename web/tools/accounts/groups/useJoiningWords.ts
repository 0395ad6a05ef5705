import { useLingui } from "@lingui/react/macro";
import type { GroupJoining } from "~/api/types";

/** How people come into a group, in words. */
export function useJoiningWords(): Record<"name" | "about", (joining: GroupJoining) => string> {
  const { t } = useLingui();
  const names: Record<GroupJoining, string> = {
    open: t`Everybody may come in`,
    asked: t`People ask to come in`,
    closed: t`People are added`,
    hidden: t`Hidden: people are added`,
  };
  const abouts: Record<GroupJoining, string> = {
    open: t`Everybody in the organisation comes in by themself, guests excepted.`,
    asked: t`Its managers decide on each request.`,
    closed: t`Everybody sees the group in the list; its managers add people.`,
    hidden: t`Only its people and administrators see it; its managers add people.`,
  };
  return { name: (joining) => names[joining], about: (joining) => abouts[joining] };
}
