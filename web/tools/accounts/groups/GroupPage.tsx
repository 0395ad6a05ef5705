// A group: what it is about, who is in it, which groups are in it, and what happened to its people.
import { Trans, useLingui } from "@lingui/react/macro";
import { IconFolder, IconLogout2, IconPencil, IconTrash } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { drivesQuery } from "~/api/files";
import { groupQuery } from "~/api/groups";
import { isProblem } from "~/api/problem";
import type { GroupDetails, Id } from "~/api/types";
import {
  Breadcrumbs,
  Button,
  EmptyState,
  LostPicture,
  Page,
  ProblemMessage,
  Section,
  Skeleton,
  SkeletonRows,
} from "~/kit";
import { isAdmin, useMe } from "~/shell/session";
import lists from "../lists.module.css";
import { peopleCount } from "../people/words";
import { DeleteGroupDialog } from "./DeleteGroupDialog";
import { EditGroupDialog } from "./EditGroupDialog";
import { EnterGroup } from "./EnterGroup";
import { GroupHistory } from "./GroupHistory";
import { GroupMarks } from "./GroupMarks";
import { GroupPeople } from "./GroupPeople";
import { GroupRequests } from "./GroupRequests";
import { GroupSpaces } from "./GroupSpaces";
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
  const [dialog, setDialog] = useState<"edit" | "leave" | "delete" | null>(null);
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
          <EnterGroup group={group} />
          {looksAfter && (
            <Button icon={<IconPencil size={18} stroke={1.75} />} onClick={() => setDialog("edit")}>
              <Trans>Change</Trans>
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
        <GroupMarks group={group} />
      </p>
      {looksAfter && group.requests > 0 && <GroupRequests group={group.id} count={group.requests} />}
      <GroupSpaces group={group} looksAfter={looksAfter} />
      <GroupPeople group={group} looksAfter={looksAfter} />
      {(group.groups.length > 0 || isAdmin(me)) && <InnerGroups group={group} editable={isAdmin(me)} />}
      {looksAfter && <GroupHistory group={group.id} />}
      {dialog === "edit" && <EditGroupDialog group={group} onClose={close} />}
      {looksAfter && (
        <Section
          title={t`Delete the group`}
          lead={t`It can be brought back for 30 days, with its people and its files.`}
        >
          <div>
            <Button danger icon={<IconTrash size={18} stroke={1.75} />} onClick={() => setDialog("delete")}>
              <Trans>Delete the group…</Trans>
            </Button>
          </div>
        </Section>
      )}
      {dialog === "delete" && <DeleteGroupDialog group={group} onClose={close} />}
      {dialog === "leave" && <LeaveDialog group={group} onClose={close} />}
    </Page>
  );
}
