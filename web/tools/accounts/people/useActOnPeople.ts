import { t } from "@lingui/core/macro";
import { type QueryClient, useMutation, useQueryClient } from "@tanstack/react-query";
import { GROUPS } from "~/api/groups";
import { actOnPeople, MANAGED_PEOPLE, PEOPLE } from "~/api/people";
import type { BulkAct, ManagedPerson, PeopleActed } from "~/api/types";
import { toast } from "~/kit";
import { doneWords, undoFailedWords } from "./acts";

export interface Deed {
  people: readonly Pick<ManagedPerson, "id" | "name" | "state">[];
  act: BulkAct;
  /** What is done, as the message says it: the name of a group or a role. */
  what?: string;
}

/** What was not done in the end, and for whom. */
export interface Refused {
  deed: Deed;
  refused: PeopleActed["refused"];
}

export function refreshPeople(queries: QueryClient): void {
  for (const queryKey of [MANAGED_PEOPLE, PEOPLE, GROUPS]) void queries.invalidateQueries({ queryKey });
}

/** What takes a deed back, where that is sure to lead to what was before. */
function inverse({ act, people }: Deed, done: readonly string[]): Deed | null {
  const before = act.act === "suspend" ? "active" : act.act === "restore" ? "suspended" : null;
  if (before === null) return null;
  const changed = people.filter(({ id, state }) => done.includes(id) && state === before);
  if (changed.length === 0) return null;
  return { people: changed, act: { act: act.act === "suspend" ? "restore" : "suspend" } };
}

/** Does the same to several people, says what came of it, and offers the way back. */
export function useActOnPeople(onRefused: (refused: Refused | null) => void) {
  const queries = useQueryClient();
  const run = ({ people, act }: Deed) =>
    actOnPeople(
      people.map(({ id }) => id),
      act,
    );
  const undo = async (deed: Deed) => {
    try {
      await run(deed);
      toast(t`That is undone.`);
    } catch {
      toast(undoFailedWords(), { tone: "bad" });
    }
    refreshPeople(queries);
  };
  return useMutation({
    mutationFn: run,
    onSuccess: ({ done, refused }, deed) => {
      const back = inverse(deed, done);
      const names = deed.people.filter(({ id }) => done.includes(id)).map(({ name }) => name);
      if (names.length > 0) toast(doneWords(deed, names), back ? { undo: () => void undo(back) } : undefined);
      onRefused(refused.length > 0 ? { deed, refused } : null);
    },
    onSettled: () => refreshPeople(queries),
  });
}
