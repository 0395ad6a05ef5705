// The groups: what they are about, how many are in them, which one is in oneself.
import { Trans, useLingui } from "@lingui/react/macro";
import { IconPlus } from "@tabler/icons-react";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { groupsQuery } from "~/api/groups";
import type { Group } from "~/api/types";
import { Button, EmptyState, LostPicture, Page, PeoplePicture, ProblemMessage, SkeletonRows } from "~/kit";
import { isAdmin, useMe } from "~/shell/session";
import { ListSearchField } from "../ListSearchField";
import lists from "../lists.module.css";
import { More } from "../More";
import { peopleCount } from "../people/words";
import type { ListSearch } from "../search";
import { Tabs } from "../Tabs";
import { useListSearch } from "../useListSearch";
import { DeletedGroups } from "./DeletedGroups";
import { GroupMarks } from "./GroupMarks";
import css from "./groups.module.css";
import { NewGroupDialog } from "./NewGroupDialog";

export default function GroupsPage() {
  const { t } = useLingui();
  const me = useMe();
  const [{ q = "" }, change] = useListSearch<ListSearch>();
  const [making, setMaking] = useState(false);
  const pages = useInfiniteQuery({ ...groupsQuery(q), placeholderData: keepPreviousData });
  const groups = pages.data?.pages.flatMap((page) => page.items);
  const make = isAdmin(me) && (
    <Button look="main" icon={<IconPlus size={18} stroke={2} />} onClick={() => setMaking(true)}>
      <Trans>New group</Trans>
    </Button>
  );
  return (
    <Page title={t`Groups`} actions={make}>
      <Tabs />
      <div className={lists.searchOnly}>
        <ListSearchField
          label={t`Search for a group`}
          placeholder={t`The name of a group…`}
          page={t`Groups`}
          value={q}
          onChange={(next) => change({ q: next || undefined }, true)}
        />
      </div>
      {pages.isPending && <SkeletonRows rows={5} />}
      {pages.isError && !groups && (
        <ProblemMessage error={pages.error} onRetry={() => void pages.refetch()} />
      )}
      {groups && groups.length > 0 && (
        <ul className={css.list} aria-label={t`Groups`}>
          {groups.map((group) => (
            <li key={group.id}>
              <GroupLine group={group} />
            </li>
          ))}
        </ul>
      )}
      {groups?.length === 0 && q !== "" && (
        <EmptyState
          picture={<LostPicture />}
          title={t`No group is called “${q}”`}
          action={
            <Button onClick={() => change({ q: undefined })}>
              <Trans>Show all groups</Trans>
            </Button>
          }
        >
          <Trans>Try a part of the name, or the beginning of it.</Trans>
        </EmptyState>
      )}
      {groups?.length === 0 && q === "" && (
        <EmptyState
          picture={<PeoplePicture />}
          title={me.role === "guest" ? t`You are not in a group yet` : t`There is no group yet`}
        >
          {me.role === "guest" ? (
            <Trans>Ask the person who answers for you to add you to one.</Trans>
          ) : isAdmin(me) ? (
            <Trans>A group is a team with a folder that all of its people share. Make the first one.</Trans>
          ) : (
            <Trans>Administrators make groups: each has a folder that all of its people share.</Trans>
          )}
        </EmptyState>
      )}
      <More of={pages} />
      {q === "" && me.role !== "guest" && <DeletedGroups />}
      {making && <NewGroupDialog onClose={() => setMaking(false)} />}
    </Page>
  );
}

function GroupLine({ group }: { group: Group }) {
  return (
    <Link to="/groups/$groupId" params={{ groupId: group.id } as never} className={css.line}>
      <span className={css.lineWords}>
        <span className={lists.name}>{group.name}</span>
        {group.about !== "" && <span className={lists.small}>{group.about}</span>}
      </span>
      <GroupMarks group={group} />
      <span className={css.count}>{peopleCount(group.people)}</span>
    </Link>
  );
}
