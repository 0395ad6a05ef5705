// A group: what it is about, who is in it, which groups are in it, and what happened to its people.
import { Trans, useLingui } from "@lingui/react/macro";
import { IconFolder, IconLogout2, IconPencil } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { drivesQuery } from "~/api/files";
import { groupQuery } from "~/api/groups";
import { isProblem } from "~/api/problem";
import type { GroupDetails, Id } from "~/api/types";
import {
  Badge,
  Breadcrumbs,
  Button,
  EmptyState,
  LostPicture,
  Page,
  ProblemMessage,
  Skeleton,
  SkeletonRows,
} from "~/kit";
import { isAdmin, useMe } from "~/shell/session";
import lists from "../lists.module.css";
import { peopleCount } from "../people/words";
import { EditGroupDialog } from "./EditGroupDialog";
import { GroupHistory } from "./GroupHistory";
import { GroupPeople } from "./GroupPeople";
import css from "./groups.module.css";
import { InnerGroups } from "./InnerGroups";
import { LeaveDialog } from "./LeaveDialog";

export default function GroupPage() {
  const { t } = useLingui();
  const { groupId = "" }: { groupId?: Id } = useParams({ strict: false });
  const group = useQuery(groupQuery(groupId));
  if (isProblem(group.error, "not-found")) {
    return (
      <Page title={t`Groups`}>
        <EmptyState
          picture={<LostPicture />}
          title={t`This group does not exist, or not for you`}
          action={
            <Button as={Link} to="/groups">
              <Trans>See the groups</Trans>
            </Button>
          }
        >
          <Trans>It may have been removed, or you may have left it.</Trans>
        </EmptyState>
      </Page>
    );
  }
  if (group.data) return <Group key={group.data.id} group={group.data} />;
  return (
    <Page title={t`Group`} heading={<Skeleton width="14rem" height="1.9rem" />}>
      {group.isError ? (
        <ProblemMessage error={group.error} onRetry={() => void group.refetch()} />
      ) : (
        <SkeletonRows rows={7} />
      )}
    </Page>
  );
}

function Group({ group }: { group: GroupDetails }) {
  const { t } = useLingui();
  const me = useMe();
  const drives = useQuery(drivesQuery);
  const [dialog, setDialog] = useState<"edit" | "leave" | null>(null);
  const looksAfter = group.manager || isAdmin(me);
  const drive = drives.data?.items.find(({ group_id }) => group_id === group.id);
  const close = () => setDialog(null);
  return (
    <Page
      title={group.name}
      heading={
        <Breadcrumbs
          crumbs={[
            { key: "groups", label: t`Groups`, as: Link, props: { to: "/groups" } },
            { key: group.id, label: group.name },
          ]}
        />
      }
      lead={group.about || undefined}
      actions={
        <>
          {drive && (
            <Button as={Link} to={`/files/d/${drive.id}`} icon={<IconFolder size={18} stroke={1.75} />}>
              <Trans>Group folder</Trans>
            </Button>
          )}
          {looksAfter && (
            <Button icon={<IconPencil size={18} stroke={1.75} />} onClick={() => setDialog("edit")}>
              {group.about === "" ? <Trans>Describe the group</Trans> : <Trans>Change</Trans>}
            </Button>
          )}
          {group.member && (
            <Button
              look="quiet"
              icon={<IconLogout2 size={18} stroke={1.75} />}
              onClick={() => setDialog("leave")}
            >
              <Trans>Leave the group</Trans>
            </Button>
          )}
        </>
      }
    >
      <p className={css.facts}>
        <span className={lists.soft}>{peopleCount(group.people)}</span>
        {group.manager ? (
          <Badge tone="accent">
            <Trans>You manage it</Trans>
          </Badge>
        ) : (
          group.member && (
            <Badge>
              <Trans>You are in it</Trans>
            </Badge>
          )
        )}
      </p>
      <GroupPeople group={group} looksAfter={looksAfter} />
      {(group.groups.length > 0 || isAdmin(me)) && <InnerGroups group={group} editable={isAdmin(me)} />}
      {looksAfter && <GroupHistory group={group.id} />}
      {dialog === "edit" && <EditGroupDialog group={group} onClose={close} />}
      {dialog === "leave" && <LeaveDialog group={group} onClose={close} />}
    </Page>
  );
}
