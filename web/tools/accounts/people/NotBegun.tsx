// Those who have an account and no password yet: how many, and a letter to all of them.
import { plural, t } from "@lingui/core/macro";
import { Plural, Trans } from "@lingui/react/macro";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { askToBegin, beginningsQuery } from "~/api/imports";
import type { ManagedPerson } from "~/api/types";
import { Button, Notice, problemWords, toast } from "~/kit";

/** Has letters written: to these people, or to everybody who has no password. */
export function useLetters() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (people: readonly ManagedPerson[] | null) => askToBegin(people?.map(({ id }) => id)),
    onSuccess: ({ letters }) =>
      toast(plural(letters, { one: "# letter is being written.", other: "# letters are being written." })),
    onError: (error) => toast(t`No letter was written. ${problemWords(error).what}`, { tone: "bad" }),
    onSettled: () => queries.invalidateQueries({ queryKey: beginningsQuery.queryKey }),
  });
}

export function NotBegun() {
  const { data } = useQuery(beginningsQuery);
  const letters = useLetters();
  if (!data || data.people === 0) return null;
  return (
    <Notice
      action={
        <Button
          small
          busy={letters.isPending}
          disabled={data.letters > 0}
          onClick={() => letters.mutate(null)}
        >
          <Trans>Send all of them the letter to begin</Trans>
        </Button>
      }
    >
      <p>
        <Plural
          value={data.people}
          one="# person has not chosen a password yet."
          other="# people have not chosen a password yet."
        />{" "}
        {data.letters > 0 && (
          <Plural
            value={data.letters}
            one="# letter is being written."
            other="# letters are being written, a hundred a minute."
          />
        )}
      </p>
    </Notice>
  );
}
