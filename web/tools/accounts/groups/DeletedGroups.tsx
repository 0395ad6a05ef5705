// What was deleted in the last 30 days, for those who may bring it back.
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { deletedGroupsQuery } from "~/api/groups";
import { Button, Section, useFormats } from "~/kit";
import lists from "../lists.module.css";
import css from "./groups.module.css";
import { useRestoreGroup } from "./useRestoreGroup";

export function DeletedGroups() {
  const { t } = useLingui();
  const { date } = useFormats();
  const deleted = useQuery(deletedGroupsQuery);
  const restore = useRestoreGroup();
  if (!deleted.data || deleted.data.items.length === 0) return null;
  return (
    <Section
      title={t`Deleted groups`}
      lead={t`They come back with their people and their files, until the day that is named.`}
    >
      <ul className={css.people} aria-label={t`Deleted groups`}>
        {deleted.data.items.map((group) => (
          <li key={group.id} className={css.person}>
            <span className={css.lineWords}>
              <span className={lists.name}>{group.name}</span>
              <span className={lists.small}>
                {group.deleted_by_name
                  ? t`Deleted by ${group.deleted_by_name}. Can come back until ${date(group.until)}.`
                  : t`Can come back until ${date(group.until)}.`}
              </span>
            </span>
            <Button
              small
              aria-label={t`Bring ${group.name} back`}
              busy={restore.isPending && restore.variables.id === group.id}
              onClick={() => restore.mutate(group)}
            >
              <Trans>Bring back</Trans>
            </Button>
          </li>
        ))}
      </ul>
    </Section>
  );
}
