// The trash of a drive: back to where it was, or gone for good. Only the latter asks, because only that cannot be undone.
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { IconArrowBackUp, IconTrashX, IconX } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { drivesQuery, trashQuery } from "~/api/files";
import type { Drive, Id, TrashedNode } from "~/api/types";
import {
  Breadcrumbs,
  Button,
  ConfirmByName,
  ContextMenu,
  EmptyState,
  EmptyTrashPicture,
  Hidden,
  IconButton,
  type MenuGroup,
  Page,
  ProblemMessage,
  problemWords,
  SkeletonRows,
  toast,
  useFormats,
  useKeys,
  useMediaPhone,
} from "~/kit";
import { useMe } from "~/shell/session";
import { ActionSheet } from "./ActionSheet";
import browser from "./Browser.module.css";
import { Entries } from "./entries/Entries";
import type { EntryColumn, Point } from "./entries/types";
import { FilesFrame } from "./FilesFrame";
import { usePersonWords, When } from "./faces";
import { kindOf } from "./kinds";
import { emptyWholeTrash, removeForGood, restore } from "./operations";
import { drivePath } from "./place";
import { canEdit } from "./rights";
import { all, cleared } from "./selection";
import toolbar from "./Toolbar.module.css";
import { undoLast } from "./undo";
import { useListing } from "./useChildren";
import { useSelection } from "./useSelection";
import { countOf, driveName, nameOrCount, selectionWords } from "./words";

export default function TrashPage() {
  const { driveId }: { driveId?: Id } = useParams({ strict: false });
  const { t } = useLingui();
  const drives = useQuery(drivesQuery);
  const drive = drives.data?.items.find(({ id }) => id === driveId) ?? null;
  return (
    <FilesFrame drive={null} trashOf={drive}>
      {drive ? (
        <Trash key={drive.id} drive={drive} />
      ) : (
        <Page title={t`Trash`} width="flow">
          {drives.error ? (
            <ProblemMessage error={drives.error} onRetry={() => void drives.refetch()} />
          ) : drives.isPending ? (
            <SkeletonRows rows={6} />
          ) : (
            <EmptyState
              picture={<EmptyTrashPicture />}
              title={t`This space does not exist, or not for you`}
            />
          )}
        </Page>
      )}
    </FilesFrame>
  );
}

function Trash({ drive }: { drive: Drive }) {
  const { t } = useLingui();
  const queries = useQueryClient();
  const phone = useMediaPhone();
  const { size, when } = useFormats();
  const person = usePersonWords();
  const listing = useListing<TrashedNode>(useInfiniteQuery(trashQuery(drive.id)), drive.id);
  const { items, hasMore, loadMore, loadAll } = listing;
  const ids = useMemo(() => items.map(({ id }) => id), [items]);
  const { selection, select, revealed, onRevealed } = useSelection({ ids, hasMore, loadMore });
  const selected = items.filter(({ id }) => selection.selected.has(id));
  const [menuAt, setMenuAt] = useState<Point | null>(null);
  const [doomed, setDoomed] = useState<readonly TrashedNode[] | null>(null);
  const [emptying, setEmptying] = useState(false);
  const [busy, setBusy] = useState(false);
  const me = useMe();
  const editable = canEdit(drive.role);
  // For good: by those who look after the space, and by whoever deleted it.
  const manages = drive.role === "manager";
  const purgeable = editable && selected.every(({ deleted_by }) => manages || deleted_by?.id === me.id);
  const name = driveName(drive);

  useKeys(t`Trash`, [
    {
      keys: "mod+a",
      label: t`Select all`,
      run: () => void loadAll().then((every) => select(all(selection, every))),
    },
    { keys: "mod+z", label: t`Undo`, run: () => undoLast() },
    {
      keys: "Delete",
      label: t`Delete for good`,
      run: () => purgeable && selected.length > 0 && setDoomed(selected),
    },
    { keys: "Escape", label: t`Clear the selection`, run: () => select(cleared(selection)) },
  ]);

  const restoreAll = (things: readonly TrashedNode[]) => void restore(queries, things);
  const groups: MenuGroup[] =
    editable && selected.length > 0
      ? [
          {
            actions: [
              {
                label: t`Restore`,
                icon: <IconArrowBackUp size={18} stroke={1.75} />,
                onSelect: () => restoreAll(selected),
              },
            ],
          },
          {
            actions: purgeable
              ? [
                  {
                    label: t`Delete for good`,
                    icon: <IconTrashX size={18} stroke={1.75} />,
                    danger: true,
                    onSelect: () => setDoomed(selected),
                  },
                ]
              : [],
          },
        ]
      : [];

  const columns: EntryColumn<TrashedNode>[] = [
    {
      key: "place",
      label: t`Was in`,
      width: "minmax(6rem, 1fr)",
      cell: (thing) => placeOf(thing, name),
    },
    {
      key: "deleted",
      label: t`Deleted`,
      width: "minmax(8.5rem, 1fr)",
      cell: (thing) => <When at={thing.deleted_at} by={thing.deleted_by} />,
    },
    {
      key: "size",
      label: t`Size`,
      width: "5.5rem",
      align: "end",
      cell: (thing) => size(thing.size),
    },
  ];

  async function emptyIt(): Promise<void> {
    setBusy(true);
    try {
      await emptyWholeTrash(queries, drive);
    } catch (error) {
      const { what, next } = problemWords(error);
      toast(`${what} ${next}`, { tone: "bad" });
    }
    setBusy(false);
    setEmptying(false);
  }

  return (
    <Page
      title={t`Trash of “${name}”`}
      heading={
        <Breadcrumbs
          crumbs={[
            { key: "drive", label: name, as: Link, props: { to: drivePath(drive) } },
            { key: "trash", label: t`Trash` },
          ]}
        />
      }
      width="flow"
      actions={
        manages &&
        items.length > 0 && (
          <Button danger icon={<IconTrashX size={18} stroke={1.75} />} onClick={() => setEmptying(true)}>
            <Trans>Empty the trash</Trans>
          </Button>
        )
      }
    >
      <div className={browser.browser}>
        <div className={browser.list}>
          <div className={toolbar.bar} data-selecting={selected.length > 0 || undefined}>
            {selected.length > 0 ? (
              <>
                <IconButton label={t`Clear the selection`} small onClick={() => select(cleared(selection))}>
                  <IconX size={18} stroke={1.75} />
                </IconButton>
                <p className={toolbar.count}>{selectionWords(selected.length)}</p>
                {editable && (
                  <div className={toolbar.deeds}>
                    <Button small look="quiet" onClick={() => restoreAll(selected)}>
                      <Trans>Restore</Trans>
                    </Button>
                    {purgeable && (
                      <Button small look="quiet" danger onClick={() => setDoomed(selected)}>
                        <Trans>Delete for good</Trans>
                      </Button>
                    )}
                  </div>
                )}
              </>
            ) : (
              <p className={toolbar.words}>
                <Trans>What is here still counts in the space used.</Trans>
              </p>
            )}
          </div>
          {listing.pending ? (
            <SkeletonRows rows={6} />
          ) : listing.error && items.length === 0 ? (
            <ProblemMessage error={listing.error} onRetry={listing.retry} />
          ) : items.length === 0 ? (
            <EmptyState picture={<EmptyTrashPicture />} title={t`The trash is empty`}>
              <Trans>What you delete waits here, and can be restored.</Trans>
            </EmptyState>
          ) : (
            <Entries
              label={t`Trash of “${name}”`}
              items={items}
              columns={columns}
              face={(thing) => ({ fileKind: kindOf(thing), thumb: null })}
              second={(thing) =>
                [when(thing.deleted_at), placeOf(thing, name), person(thing.deleted_by)]
                  .filter((word) => word !== "")
                  .join(" · ")
              }
              view="list"
              selection={selection}
              onSelection={select}
              hasMore={hasMore}
              loadMore={loadMore}
              loadAll={loadAll}
              onOpen={(thing) =>
                toast(t`“${thing.name}” is in the trash.`, {
                  action: editable ? { label: t`Restore`, run: () => restoreAll([thing]) } : undefined,
                })
              }
              onMenu={setMenuAt}
              revealed={revealed}
              onRevealed={onRevealed}
            />
          )}
          <div role="status">
            <Hidden>{selected.length > 0 ? selectionWords(selected.length) : ""}</Hidden>
          </div>
        </div>
      </div>
      {phone ? (
        <ActionSheet
          open={menuAt !== null && groups.length > 0}
          title={selected.length > 0 ? nameOrCount(selected) : ""}
          groups={groups}
          onClose={() => setMenuAt(null)}
        />
      ) : (
        <ContextMenu at={groups.length > 0 ? menuAt : null} groups={groups} onClose={() => setMenuAt(null)} />
      )}
      <ForGood
        things={doomed}
        onClose={() => setDoomed(null)}
        onConfirm={(things) => {
          setDoomed(null);
          void removeForGood(queries, things);
        }}
      />
      <ConfirmByName
        open={emptying}
        onClose={() => setEmptying(false)}
        title={t`Empty the trash?`}
        name={name}
        confirm={t`Empty the trash`}
        busy={busy}
        onConfirm={() => void emptyIt()}
      >
        <p>
          <Trans>
            Everything in the trash of “{name}” will be deleted for good. Nobody can bring it back.
          </Trans>
        </p>
      </ConfirmByName>
    </Page>
  );
}

/** One thing is confirmed by its name, several by how many they are. */
function ForGood({
  things,
  onClose,
  onConfirm,
}: {
  things: readonly TrashedNode[] | null;
  onClose: () => void;
  onConfirm: (things: readonly TrashedNode[]) => void;
}) {
  const { t } = useLingui();
  const [only] = things ?? [];
  if (!things || !only) return null;
  return (
    <ConfirmByName
      open
      onClose={onClose}
      title={t`Delete ${nameOrCount(things)} for good?`}
      name={things.length === 1 ? only.name : countOf(things.length)}
      confirm={t`Delete for good`}
      onConfirm={() => onConfirm(things)}
    >
      <p>
        <Plural
          value={things.length}
          one="It cannot be brought back, by you or by anybody else."
          other="They cannot be brought back, by you or by anybody else."
        />
      </p>
    </ConfirmByName>
  );
}

/** Where it was, by the names of the folders. */
function placeOf(thing: TrashedNode, drive: string): string {
  return [drive, ...thing.original_path.split("/").filter((step) => step !== "")].join(" / ");
}
