// Those who ask to come in, for those who decide.
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { groupRequestsQuery } from "~/api/groups";
import type { Id } from "~/api/types";
import { Avatar, Button, ProblemMessage, Section, SkeletonRows, useFormats } from "~/kit";
import lists from "../lists.module.css";
import css from "./groups.module.css";
import { useGroupDeeds } from "./useGroupDeeds";

export function GroupRequests({ group, count }: { group: Id; count: number }) {
  const { t } = useLingui();
  const { when } = useFormats();
  const requests = useQuery(groupRequestsQuery(group));
  const deeds = useGroupDeeds(group);
  return (
    <Section title={t`Requests to come in`}>
      {requests.isPending && <SkeletonRows rows={Math.min(count, 4)} />}
      {requests.isError && <ProblemMessage error={requests.error} onRetry={() => void requests.refetch()} />}
      <ul className={css.people} aria-label={t`Requests to come in`}>
        {requests.data?.items.map((person) => (
          <li key={person.id} className={css.person}>
            <Avatar name={person.name} photo={person.photo_url} size={36} />
            <span className={css.lineWords}>
              <span className={lists.name}>{person.name}</span>
              <span className={lists.small}>{when(person.asked_at)}</span>
            </span>
            <span className={css.answers}>
              <Button
                small
                look="quiet"
                aria-label={t`Decline the request of ${person.name}`}
                onClick={() => deeds.decline(person)}
              >
                <Trans>Decline</Trans>
              </Button>
              <Button
                small
                aria-label={t`Take ${person.name} in`}
                disabled={deeds.busy}
                onClick={() => deeds.add(person)}
              >
                <Trans>Take in</Trans>
              </Button>
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
