// Groups, found by name from anywhere.
import { plural } from "@lingui/core/macro";
import { IconUsersGroup } from "@tabler/icons-react";
import { firstGroupsQuery } from "~/api/groups";
import type { ActionContext, PaletteEntry } from "~/shell/tool";
import { learn } from "~/shell/words";
import { accounts } from "./tool";

export async function findGroups(typed: string, { queries, go }: ActionContext): Promise<PaletteEntry[]> {
  if (typed === "") return [];
  const [{ items }] = await Promise.all([queries.fetchQuery(firstGroupsQuery(typed)), learn(accounts)]);
  return items.map((group) => ({
    id: `group ${group.id}`,
    label: group.name,
    detail: group.about || plural(group.people, { one: "# person", other: "# people" }),
    icon: IconUsersGroup,
    run: () => go(`/groups/${group.id}`),
  }));
}
