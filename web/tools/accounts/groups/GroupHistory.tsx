import { t } from "@lingui/core/macro";
import { useLingui } from "@lingui/react/macro";
import { useInfiniteQuery } from "@tanstack/react-query";
import { groupHistoryQuery } from "~/api/groups";
import type { GroupEvent, Id } from "~/api/types";
import { ProblemMessage, Section, SkeletonRows, useFormats } from "~/kit";
import account from "../account.module.css";
import lists from "../lists.module.css";
import { More } from "../More";

export function GroupHistory({ group }: { group: Id }) {
  const { t } = useLingui();
  const { when, dateTime } = useFormats();
  const pages = useInfiniteQuery(groupHistoryQuery(group));
  const entries = pages.data?.pages.flatMap((page) => page.items);
  return (
    <Section
      title={t`History`}
      lead={t`Who came and who went, the latest first. Only its managers and administrators see this.`}
    >
      {pages.isPending && <SkeletonRows rows={3} icon={false} />}
      {pages.isError && !entries && (
        <ProblemMessage error={pages.error} onRetry={() => void pages.refetch()} />
      )}
      {entries?.length === 0 && <p className={lists.soft}>{t`Nothing has happened yet.`}</p>}
      {entries && entries.length > 0 && (
        <ol className={account.journal}>
          {entries.map((entry) => (
            <li key={entry.id} className={account.entry}>
              <span>{happened(entry)}</span>
              <time dateTime={entry.at} title={dateTime(entry.at)} className={account.small}>
                {when(entry.at)}
              </time>
              <span className={account.small}>
                {entry.actor_id === null
                  ? t`by the server’s operator`
                  : entry.actor_id === entry.person_id
                    ? t`by themself`
                    : t`by ${entry.actor_name ?? t`somebody who is gone`}`}
              </span>
            </li>
          ))}
        </ol>
      )}
      <More of={pages} />
    </Section>
  );
}

/** What happened, in the reader's language. What this version does not know keeps its own name. */
function happened({ act, person_name, group_id, group_name }: GroupEvent): string {
  const who = person_name ?? t`Somebody who is gone`;
  if (group_id !== null) {
    const group = group_name ?? t`a group that is gone`;
    return act === "added" ? t`The group ${group} was put inside` : t`The group ${group} was taken out`;
  }
  switch (act) {
    case "added":
      return t`${who} came into the group`;
    case "removed":
      return t`${who} left the group`;
    case "manager-named":
      return t`${who} was named manager`;
    case "manager-dismissed":
      return t`${who} is no longer a manager`;
    default:
      return `${who}: ${act}`;
  }
}
