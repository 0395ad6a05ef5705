// The groups inside: their people are in this one too, and see its folder.
import { Trans, useLingui } from "@lingui/react/macro";
import { IconUsersGroup, IconX } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { GroupDetails } from "~/api/types";
import { IconButton, Section } from "~/kit";
import lists from "../lists.module.css";
import { GroupPicker } from "./GroupPicker";
import css from "./groups.module.css";
import { useGroupDeeds } from "./useGroupDeeds";

export function InnerGroups({ group, editable }: { group: GroupDetails; editable: boolean }) {
  const { t } = useLingui();
  const deeds = useGroupDeeds(group.id);
  return (
    <Section
      title={t`Groups inside`}
      lead={t`Everybody in one of these groups is in this one too, and sees its folder.`}
    >
      {group.groups.length > 0 && (
        <ul className={css.people}>
          {group.groups.map((inner) => (
            <li key={inner.id} className={css.person}>
              <IconUsersGroup size={22} stroke={1.75} aria-hidden />
              <span className={css.lineWords}>
                <Link to="/groups/$groupId" params={{ groupId: inner.id } as never}>
                  {inner.name}
                </Link>
              </span>
              {editable && (
                <IconButton label={t`Take out ${inner.name}`} onClick={() => deeds.removeGroup(inner)}>
                  <IconX size={18} stroke={1.75} />
                </IconButton>
              )}
            </li>
          ))}
        </ul>
      )}
      {group.groups.length === 0 && (
        <p className={lists.soft}>
          <Trans>None.</Trans>
        </p>
      )}
      {editable && (
        <div className={lists.searchOnly}>
          <GroupPicker
            label={t`Put a group inside`}
            chosen={null}
            onChoose={deeds.addGroup}
            without={new Set([group.id, ...group.groups.map(({ id }) => id)])}
          />
        </div>
      )}
    </Section>
  );
}
