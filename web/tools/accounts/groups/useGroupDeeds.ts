// What is done to who is in a group. Each is told, each can be taken back, and what fails is said with what to do next.
import { t } from "@lingui/core/macro";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { FILES } from "~/api/files";
import { declineRequest, dropInnerGroup, dropMember, GROUPS, putInnerGroup, putMember } from "~/api/groups";
import { isProblem } from "~/api/problem";
import type { GroupMember, GroupRef, Id, Person } from "~/api/types";
import { problemWords, toast } from "~/kit";
import { useMe } from "~/shell/session";

interface Deed {
  run: () => Promise<void>;
  done: string;
  undo?: () => Promise<void>;
}

type Somebody = Pick<Person, "id" | "name">;

export interface GroupDeeds {
  busy: boolean;
  add: (person: Somebody) => void;
  /** Somebody who asked is not taken in. */
  decline: (person: Somebody) => void;
  remove: (member: GroupMember) => void;
  setManager: (member: GroupMember, manager: boolean) => void;
  addGroup: (inner: GroupRef) => void;
  removeGroup: (inner: GroupRef) => void;
}

export function useGroupDeeds(group: Id): GroupDeeds {
  const queries = useQueryClient();
  const me = useMe();
  const refresh = () => {
    void queries.invalidateQueries({ queryKey: GROUPS });
    // Whoever joins or leaves sees the group's folder, or no longer: this reader, too.
    void queries.invalidateQueries({ queryKey: [FILES, "drives"] });
  };
  const say = (error: unknown) => {
    // The one thing about groups that contradicts itself.
    const { what, next } = isProblem(error, "conflict")
      ? {
          what: t`A group cannot contain itself, directly or through others.`,
          next: t`Take it out of the other group first.`,
        }
      : problemWords(error);
    toast(`${what} ${next}`, { tone: "bad" });
  };
  const takeBack = async (undo: () => Promise<void>) => {
    try {
      await undo();
      toast(t`That is undone.`);
    } catch (error) {
      say(error);
    }
    refresh();
  };
  const deed = useMutation({
    mutationFn: ({ run }: Deed) => run(),
    onSuccess: (_nothing, { done, undo }) =>
      toast(done, undo ? { undo: () => void takeBack(undo) } : undefined),
    onError: say,
    onSettled: refresh,
  });
  return {
    busy: deed.isPending,
    add: ({ id, name }) =>
      deed.mutate({
        run: () => putMember(group, id),
        done: t`${name} is in the group.`,
        undo: () => dropMember(group, id),
      }),
    decline: ({ id, name }) =>
      deed.mutate({
        run: () => declineRequest(group, id),
        done: t`The request of ${name} is declined.`,
      }),
    remove: ({ id, name, manager }) =>
      deed.mutate({
        run: () => dropMember(group, id),
        done: t`${name} is not in the group any more.`,
        undo: () => putMember(group, id, manager || undefined),
      }),
    setManager: ({ id, name }, manager) =>
      deed.mutate({
        run: () => putMember(group, id, manager),
        done: manager
          ? t`${name} is now a manager of the group.`
          : t`${name} is no longer a manager of the group.`,
        // Whoever gives it up themself may not take it again.
        undo: id === me.id && !manager ? undefined : () => putMember(group, id, !manager),
      }),
    addGroup: ({ id, name }) =>
      deed.mutate({
        run: () => putInnerGroup(group, id),
        done: t`The people of ${name} are in the group.`,
        undo: () => dropInnerGroup(group, id),
      }),
    removeGroup: ({ id, name }) =>
      deed.mutate({
        run: () => dropInnerGroup(group, id),
        done: t`The people of ${name} are not in the group any more.`,
        undo: () => putInnerGroup(group, id),
      }),
  };
}
