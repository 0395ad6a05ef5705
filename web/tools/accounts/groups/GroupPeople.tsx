import { Trans, useLingui } from "@lingui/react/macro";
import { IconDots } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { groupMembersQuery } from "~/api/groups";
import type { GroupDetails, GroupMember } from "~/api/types";
import {
  Avatar,
  Badge,
  EmptyState,
  IconButton,
  Menu,
  PeoplePicture,
  ProblemMessage,
  Section,
  SkeletonRows,
} from "~/kit";
import { useMe } from "~/shell/session";
import lists from "../lists.module.css";
import { More } from "../More";
import { PersonPicker } from "../people/PersonPicker";
import css from "./groups.module.css";
import { type GroupDeeds, useGroupDeeds } from "./useGroupDeeds";

export function GroupPeople({ group, looksAfter }: { group: GroupDetails; looksAfter: boolean }) {
  const { t } = useLingui();
  const pages = useInfiniteQuery(groupMembersQuery(group.id));
  const deeds = useGroupDeeds(group.id);
  const members = pages.data?.pages.flatMap((page) => page.items);
  return (
    <Section title={t`People`}>
      {looksAfter && (
        <div className={lists.searchOnly}>
          <PersonPicker
            label={t`Add somebody`}
            hint={t`The group’s folder appears to them at once.`}
            chosen={null}
            onChoose={deeds.add}
            without={new Set(members?.map(({ id }) => id))}
          />
        </div>
      )}
      {pages.isPending && <SkeletonRows rows={4} />}
      {pages.isError && !members && (
        <ProblemMessage error={pages.error} onRetry={() => void pages.refetch()} />
      )}
      {members && members.length > 0 && (
        <ul className={css.people} aria-label={t`People of the group`}>
          {members.map((member) => (
            <Line key={member.id} member={member} deeds={looksAfter ? deeds : null} />
          ))}
        </ul>
      )}
      {members?.length === 0 && (
        <EmptyState picture={<PeoplePicture />} title={t`Nobody is in this group yet`}>
          {looksAfter ? (
            <Trans>Add the first people above: they share the group’s folder from then on.</Trans>
          ) : (
            <Trans>An administrator adds the first people.</Trans>
          )}
        </EmptyState>
      )}
      <More of={pages} />
    </Section>
  );
}

function Line({ member, deeds }: { member: GroupMember; deeds: GroupDeeds | null }) {
  const { t } = useLingui();
  const me = useMe();
  return (
    <li className={css.person}>
      <Avatar name={member.name} photo={member.photo_url} size={36} />
      <span className={css.lineWords}>
        <Link
          to="/people/$personId"
          params={{ personId: member.id } as object}
          className={`${lists.name} ${css.personName}`}
        >
          {member.name}
        </Link>
        <span className={lists.small}>@{member.handle}</span>
      </span>
      <span className={css.marks}>
        {member.id === me.id && (
          <Badge>
            <Trans>You</Trans>
          </Badge>
        )}
        {member.role === "guest" && (
          <Badge tone="warn">
            <Trans>Guest</Trans>
          </Badge>
        )}
        {member.manager && (
          <Badge tone="accent">
            <Trans>Manager</Trans>
          </Badge>
        )}
      </span>
      {deeds && (
        <Menu
          width={288}
          groups={[
            {
              actions: [
                member.manager
                  ? {
                      label: t`Dismiss as manager`,
                      onSelect: () => deeds.setManager(member, false),
                    }
                  : { label: t`Name as manager`, onSelect: () => deeds.setManager(member, true) },
              ],
            },
            // One leaves by oneself with the button that says so.
            {
              actions:
                member.id === me.id
                  ? []
                  : [{ label: t`Remove from the group`, danger: true, onSelect: () => deeds.remove(member) }],
            },
          ]}
        >
          <IconButton label={t`Actions for ${member.name}`} tooltip={false}>
            <IconDots size={18} stroke={1.75} />
          </IconButton>
        </Menu>
      )}
    </li>
  );
}
