// A folder: the way to it, what is in it, and everything that can be put there.
import { Trans, useLingui } from "@lingui/react/macro";
import { IconPlus } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, Navigate, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { drivesQuery, nodeQuery } from "~/api/files";
import type { Drive, Id, NodeWithPath } from "~/api/types";
import {
  Breadcrumbs,
  Button,
  EmptyFolderPicture,
  EmptyState,
  IconButton,
  Menu,
  Page,
  ProblemMessage,
  Skeleton,
  SkeletonRows,
  useMediaPhone,
} from "~/kit";
import { ActionSheet } from "./ActionSheet";
import { creatingActions, type FolderDeeds, folderActions } from "./actions";
import { Browser } from "./Browser";
import { currentClip, setClip } from "./clipboard";
import { dropProps } from "./dnd";
import { FilesFrame } from "./FilesFrame";
import css from "./FolderPage.module.css";
import { useNodeColumns } from "./faces";
import { enter } from "./here";
import { NewFolderDialog } from "./NewFolderDialog";
import { copy, move } from "./operations";
import { drivePath, folderPath, ordered, orderOf, type PlaceSearch } from "./place";
import { canEdit } from "./rights";
import { canPickFolder, pickAndUpload, uploadDropped } from "./upload/uploads";
import { useChildren } from "./useChildren";
import { driveName } from "./words";

export default function FolderPage() {
  const { driveId, folderId }: { driveId?: Id; folderId?: Id } = useParams({ strict: false });
  const { t } = useLingui();
  const drives = useQuery(drivesQuery);
  const asked = drives.data?.items.find((drive) =>
    driveId ? drive.id === driveId : drive.kind === "personal",
  );
  const id = folderId ?? asked?.root_id;
  const node = useQuery({ ...nodeQuery(id ?? ""), enabled: id !== undefined });
  const drive =
    drives.data?.items.find((candidate) => candidate.id === node.data?.drive_id) ??
    (folderId ? null : (asked ?? null));
  const error = drives.error ?? node.error;

  if (node.data && drives.data && drive) {
    return (
      <FilesFrame drive={drive}>
        <Folder key={node.data.id} folder={node.data} drive={drive} drives={drives.data.items} />
      </FilesFrame>
    );
  }
  const known = drives.data !== undefined && !drives.isFetching;
  // Guests have no files of their own: theirs are those of their groups.
  const first = drives.data?.items[0];
  if (known && !driveId && !folderId && !asked && first) return <Navigate to={drivePath(first)} replace />;
  const empty = known && drives.data.items.length === 0;
  // Also a folder that is open when its drive goes.
  const lost = known && (id === undefined || (node.data !== undefined && drive === null));
  return (
    <FilesFrame drive={drive}>
      {error ? (
        <Page title={t`Files`} width="flow">
          <ProblemMessage
            error={error}
            onRetry={() => {
              void drives.refetch();
              void node.refetch();
            }}
          />
        </Page>
      ) : empty ? (
        <Page title={t`Files`} width="flow">
          <EmptyState picture={<EmptyFolderPicture />} title={t`Nothing is shared with you yet`}>
            <Trans>
              The folders of your groups appear here. Ask the person who answers for you to add you to one.
            </Trans>
          </EmptyState>
        </Page>
      ) : lost ? (
        <Page title={t`Files`} width="flow">
          <EmptyState
            picture={<EmptyFolderPicture />}
            title={t`This space does not exist, or not for you`}
            action={
              <Button as={Link} to="/files">
                <Trans>Go to my files</Trans>
              </Button>
            }
          >
            <Trans>It may have been removed, or you may have left its group.</Trans>
          </EmptyState>
        </Page>
      ) : (
        <Page title={t`Files`} heading={<Skeleton width="12rem" height="1.6rem" />} width="flow">
          <SkeletonRows rows={8} />
        </Page>
      )}
    </FilesFrame>
  );
}

interface FolderProps {
  folder: NodeWithPath;
  drive: Drive;
  drives: readonly Drive[];
}

function Folder({ folder, drive, drives }: FolderProps) {
  const { t } = useLingui();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const phone = useMediaPhone();
  const search: PlaceSearch = useSearch({ strict: false });
  const order = orderOf(search);
  const listing = useChildren(folder.id, order);
  const columns = useNodeColumns();
  const [making, setMaking] = useState(false);
  const [creating, setCreating] = useState(false);
  const reveal = useRef<((ids: readonly Id[]) => void) | null>(null);
  const isRoot = folder.id === drive.root_id;
  const title = isRoot ? driveName(drive) : folder.name;
  const editable = canEdit(folder.role);
  const here = { id: folder.id, name: title };

  useEffect(() => enter({ folderId: folder.id, newFolder: () => setMaking(true) }), [folder.id]);

  const takes = (id: Id, name: string) =>
    dropProps(
      editable
        ? {
            id,
            onNodes: (nodes, copying) => void (copying ? copy : move)(queries, nodes, { id, name }),
            onFiles: (transfer) => void uploadDropped(queries, id, transfer),
          }
        : null,
    );

  const crumbs = folder.path.map((step, index) => {
    const last = index === folder.path.length - 1;
    const label = index === 0 ? driveName(drive) : step.name;
    return last
      ? { key: step.id, label }
      : {
          key: step.id,
          label,
          as: Link,
          props: {
            to: index === 0 ? drivePath(drive) : folderPath(step.id, drives),
            className: css.crumb,
            ...takes(step.id, label),
          },
        };
  });

  const deeds: FolderDeeds = {
    newFolder: () => setMaking(true),
    uploadFiles: () => pickAndUpload(queries, folder.id, "files"),
    uploadFolder: canPickFolder() ? () => pickAndUpload(queries, folder.id, "folder") : null,
  };

  const paste = () => {
    const clip = currentClip();
    if (!clip) return;
    if (clip.mode === "cut") setClip(null);
    void (clip.mode === "cut" ? move : copy)(queries, clip.nodes, here);
  };

  return (
    <div className={css.folder} {...takes(folder.id, title)}>
      <Page
        title={title}
        heading={<Breadcrumbs crumbs={crumbs} />}
        width="flow"
        actions={
          editable &&
          !phone && (
            <Menu groups={[{ actions: creatingActions(deeds) }]}>
              <Button look="main" icon={<IconPlus size={18} stroke={2} />}>
                <Trans>Add</Trans>
              </Button>
            </Menu>
          )
        }
      >
        <Browser
          label={t`Contents of “${title}”`}
          listing={listing}
          drives={drives}
          columns={columns}
          order={order}
          onSort={(sort) =>
            void navigate({
              to: ".",
              search: (now: PlaceSearch) => ({ ...now, ...ordered(now, sort) }),
              replace: true,
              resetScroll: false,
            })
          }
          folder={folder}
          revealRef={reveal}
          spaceMenu={
            editable
              ? (selectAll) => folderActions({ ...deeds, paste: currentClip() ? paste : null, selectAll })
              : undefined
          }
          empty={
            <EmptyState
              picture={<EmptyFolderPicture />}
              title={isRoot ? t`Nothing here yet` : t`This folder is empty`}
              action={
                editable && (
                  <Button look="main" onClick={deeds.uploadFiles}>
                    <Trans>Upload files</Trans>
                  </Button>
                )
              }
            >
              {!editable ? (
                <Trans>The people who look after this space have not put anything here yet.</Trans>
              ) : phone ? (
                <Trans>Add photos and documents from this phone.</Trans>
              ) : (
                <Trans>Drop files or whole folders here, from your computer.</Trans>
              )}
            </EmptyState>
          }
        />
      </Page>
      <p className={css.dropHint} aria-hidden>
        <Trans>Drop to upload to “{title}”</Trans>
      </p>
      {phone && editable && (
        <>
          <IconButton
            label={t`Add`}
            tooltip={false}
            look="main"
            className={css.add}
            aria-haspopup="dialog"
            onClick={() => setCreating(true)}
          >
            <IconPlus size={26} stroke={2} />
          </IconButton>
          <ActionSheet
            open={creating}
            title={t`Add to “${title}”`}
            groups={[{ actions: creatingActions(deeds) }]}
            onClose={() => setCreating(false)}
          />
        </>
      )}
      {making && (
        <NewFolderDialog
          parentId={folder.id}
          onClose={() => setMaking(false)}
          onMade={(made) => reveal.current?.([made.id])}
        />
      )}
    </div>
  );
}
