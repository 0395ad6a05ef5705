// What a group is to the reader, in a word or two.
import { Plural, Trans } from "@lingui/react/macro";
import type { Group } from "~/api/types";
import { Badge } from "~/kit";

export function GroupMarks({ group }: { group: Group }) {
  return (
    <>
      {group.requests > 0 && (
        <Badge tone="warn">
          <Plural value={group.requests} one="# request" other="# requests" />
        </Badge>
      )}
      {group.joining === "hidden" && (
        <Badge>
          <Trans>Hidden</Trans>
        </Badge>
      )}
      {group.manager ? (
        <Badge tone="accent">
          <Trans>You manage it</Trans>
        </Badge>
      ) : group.inside ? (
        <Badge>
          <Trans>You are in it</Trans>
        </Badge>
      ) : (
        group.asked_at !== null && (
          <Badge>
            <Trans>You asked to come in</Trans>
          </Badge>
        )
      )}
    </>
  );
}
