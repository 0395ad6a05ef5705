// A list of nodes with all that can be done with them. The folder's page and the page of recent files are this with
// something around it.
import { useLingui } from "@lingui/react/macro";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { lazy, type ReactNode, Suspense, useEffect, useMemo, useRef, useState } from "react";
import { isProblem } from "~/api/problem";
import type { ChildSort, Drive, Id, Node, NodeWithPath } from "~/api/types";
import {
  ContextMenu,
  Hidden,
  type MenuGroup,
  ProblemMessage,
  problemWords,
  SkeletonRows,
  toast,
  useFormats,
  useKeys,
  useMediaPhone,
} from "~/kit";
import { ActionSheet } from "./ActionSheet";
import { type NodeDeeds, nodeActions } from "./actions";
import css from "./Browser.module.css";
import { setClip, useClip } from "./clipboard";
import { dropProps, endDrag, startDrag } from "./dnd";
import { download } from "./download";
import { Entries } from "./entries/Entries";
import type { EntryColumn, Point, Renaming } from "./entries/types";
import { useNodeFace, useSecondLine } from "./faces";
import { viewerOf } from "./kinds";
import { copy, move, rename, type Target, trash } from "./operations";
import { folderPath, nodeLink, type Order, type PlaceSearch } from "./place";
import { useDetailsShown, useView } from "./preferences";
import { canEdit, canEditAll } from "./rights";
import { all, cleared } from "./selection";
import { Toolbar } from "./Toolbar";
import { undoLast } from "./undo";
import { uploadDropped } from "./upload/uploads";
import type { Listing } from "./useChildren";
import { useClipboardKeys } from "./useClipboardKeys";
import { useSelection } from "./useSelection";
import { countOf, nameOrCount, selectionWords } from "./words";

const Preview = lazy(() => import("./preview/Preview"));
const DestinationDialog = lazy(() => import("./DestinationDialog"));
const Details = lazy(() => import("./Details"));

export interface BrowserProps {
  label: string;
  listing: Listing<Node>;
  drives: readonly Drive[];
  columns: readonly EntryColumn<Node>[];
  second?: (node: Node) => ReactNode;
  order?: Order;
  onSort?: (sort: ChildSort) => void;
  /** The folder whose contents these are; null: they are from everywhere. */
  folder: NodeWithPath | null;
  empty: ReactNode;
  /** The menu of the empty space. */
  spaceMenu?: (selectAll: () => void) => MenuGroup[];
  /** Gets hold of `reveal`, for what the page around makes. */
  revealRef?: { current: ((ids: readonly Id[]) => void) | null };
}

/** A folder is being opened with Enter: its list goes on with the keyboard. */
let openedByKeyboard = false;

type Asking = { mode: "move" | "copy"; nodes: readonly Node[] } | null;

export function Browser(props: BrowserProps) {
  const { label, listing, drives, columns, order, onSort, folder, empty, spaceMenu, revealRef } = props;
  const { items, hasMore, loadMore, loadAll } = listing;
  const { t } = useLingui();
  const { number } = useFormats();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const search: PlaceSearch = useSearch({ strict: false });
  const phone = useMediaPhone();
  const [view, setView] = useView();
  const [detailsShown, setDetailsShown] = useDetailsShown();
  const [detailsOnPhone, setDetailsOnPhone] = useState(false);
  const [takesFocus] = useState(openedByKeyboard);
  useEffect(() => {
    openedByKeyboard = false;
  }, []);
  const [menuAt, setMenuAt] = useState<Point | null>(null);
  const [spaceMenuAt, setSpaceMenuAt] = useState<Point | null>(null);
  const [renaming, setRenaming] = useState<Renaming | null>(null);
  const [asking, setAsking] = useState<Asking>(null);
  const clip = useClip();
  const list = useRef<HTMLDivElement>(null);
  const face = useNodeFace(drives);
  const secondLine = useSecondLine();

  const ids = useMemo(() => items.map(({ id }) => id), [items]);
  const { selection, select, reveal, revealed, onRevealed } = useSelection({ ids, hasMore, loadMore });
  if (revealRef) revealRef.current = reveal;
  const selected = useMemo(
    () => items.filter(({ id }) => selection.selected.has(id)),
    [items, selection.selected],
  );
  const faded = useMemo(() => new Set(clip?.mode === "cut" ? clip.nodes.map(({ id }) => id) : []), [clip]);

  const open = (node: Node, keyboard = false) => {
    if (node.kind === "folder") {
      openedByKeyboard = keyboard;
      void navigate({ to: folderPath(node.id, drives) });
      return;
    }
    if (viewerOf(node) === null) {
      download([node]);
      toast(t`“${node.name}” cannot be shown here. It is being downloaded.`);
      return;
    }
    void navigate({
      to: ".",
      search: (now: PlaceSearch) => ({ ...now, preview: node.id }),
      state: { previewOpenedHere: true },
      resetScroll: false,
    });
  };

  const showDetails = () => (phone ? setDetailsOnPhone(true) : setDetailsShown(true));

  const target: Target | null = folder && { id: folder.id, name: folder.name };
  const pasteInto = (into: Target) => {
    if (!clip) return;
    const { mode, nodes } = clip;
    if (mode === "copy") {
      void copy(queries, nodes, into).then(
        (copies) => into.id === folder?.id && reveal(copies.map(({ id }) => id)),
      );
      return;
    }
    setClip(null);
    void move(queries, nodes, into);
    if (into.id === folder?.id) reveal(nodes.map(({ id }) => id));
  };

  const deeds: NodeDeeds = {
    open,
    download: (nodes) => download(nodes),
    rename: (node) => setRenaming({ id: node.id }),
    moveTo: (nodes) => setAsking({ mode: "move", nodes }),
    copyTo: (nodes) => setAsking({ mode: "copy", nodes }),
    duplicate: (nodes) => {
      for (const [parentId, some] of byParent(nodes)) {
        const into = target?.id === parentId ? target : { id: parentId, name: t`the same folder` };
        void copy(queries, some, into).then((copies) => reveal(copies.map(({ id }) => id)));
      }
    },
    cut: (nodes) => setClip({ mode: "cut", nodes }),
    copy: (nodes) => {
      setClip({ mode: "copy", nodes });
      toast(t`${nameOrCount(nodes)} copied. Go to a folder and paste.`);
    },
    pasteInto: clip ? (node) => pasteInto(node) : null,
    link: (node) => void copyLink(node),
    details: showDetails,
    trash: (nodes) => void trash(queries, nodes),
    showInFolder: folder ? undefined : (node) => void navigate({ href: nodeLink(node, drives) }),
  };

  async function copyLink(node: Node): Promise<void> {
    try {
      await navigator.clipboard.writeText(new URL(nodeLink(node, drives), window.location.href).href);
      toast(t`Link copied. It opens for people who have access to “${node.name}”.`);
    } catch {
      toast(t`The browser did not let the link be copied.`, { tone: "bad" });
    }
  }

  async function onRename(node: Node, name: string | null): Promise<void> {
    setRenaming(null);
    if (name === null) return;
    try {
      await rename(queries, node, name);
    } catch (error) {
      const { what, next } = problemWords(error);
      // The field comes back with what was typed.
      if (isProblem(error, "name-taken") || isProblem(error, "invalid-input")) {
        setRenaming({ id: node.id, typed: name, error: `${what} ${next}` });
      } else {
        toast(t`“${node.name}”: ${what} ${next}`, { tone: "bad" });
      }
    }
  }

  const selectAll = () => void loadAll().then((every) => select(all(selection, every)));
  const editable = selected.length > 0 && canEditAll(selected);
  const pasteHere = clip && target && folder && canEdit(folder.role) ? () => pasteInto(target) : null;

  useKeys(t`Files`, [
    { keys: "mod+a", label: t`Select all`, run: selectAll },
    { keys: "F2", label: t`Rename`, run: () => selected[0] && editable && deeds.rename(selected[0]) },
    { keys: "Delete", label: t`Move to the trash`, run: () => editable && deeds.trash(selected) },
    { keys: "mod+z", label: t`Undo`, run: () => undoLast() },
    { keys: "alt+Enter", label: t`Details`, run: showDetails },
    { keys: "Escape", label: t`Clear the selection`, run: () => select(cleared(selection)) },
    { keys: "ArrowDown", label: t`Walk through the list`, run: () => {}, shownOnly: true },
    { keys: " ", label: t`Add to the selection`, run: () => {}, shownOnly: true },
    { keys: "Enter", label: t`Open`, run: () => {}, shownOnly: true },
    { keys: "shift+F10", label: t`All actions`, run: () => {}, shownOnly: true },
    { keys: "mod+x", label: t`Cut`, run: () => {}, shownOnly: true },
    { keys: "mod+c", label: t`Copy`, run: () => {}, shownOnly: true },
    { keys: "mod+v", label: t`Paste`, run: () => {}, shownOnly: true },
  ]);
  useClipboardKeys({
    onCut: editable ? () => deeds.cut(selected) : null,
    onCopy: selected.length > 0 ? () => deeds.copy(selected) : null,
    onPaste: pasteHere,
    filesInto: folder && canEdit(folder.role) ? folder.id : null,
    list,
  });

  const drag = (node: Node) => ({
    draggable: window.matchMedia("(pointer: fine)").matches,
    onDragStart: (event: React.DragEvent) => {
      const dragged = selection.selected.has(node.id) ? selected : [node];
      if (!canEditAll(dragged) && dragged.length > 1) return event.preventDefault();
      startDrag(event, dragged, nameOrCount(dragged));
    },
    onDragEnd: endDrag,
    ...dropProps(
      node.kind === "folder" && canEdit(node.role)
        ? {
            id: node.id,
            onNodes: (nodes, copying) => void (copying ? copy : move)(queries, nodes, node),
            onFiles: (transfer) => void uploadDropped(queries, node.id, transfer),
          }
        : null,
    ),
  });

  const groups = selected.length > 0 ? nodeActions(selected, deeds, { keyboard: !phone }) : [];
  const closeMenu = () => {
    setMenuAt(null);
    setSpaceMenuAt(null);
    // The keyboard goes on where it was.
    requestAnimationFrame(() => {
      if (document.activeElement === document.body) {
        list.current
          ?.querySelector<HTMLElement>('[data-entry][tabindex="0"]')
          ?.focus({ preventScroll: true });
      }
    });
  };
  const onSpaceMenu = (event: React.MouseEvent) => {
    if (
      !spaceMenu ||
      event.defaultPrevented ||
      (event.target as Element).closest("a, button, input, [data-entry]")
    )
      return;
    event.preventDefault();
    select(cleared(selection));
    setSpaceMenuAt({ x: event.clientX, y: event.clientY });
  };
  const detailsOf = selected.length > 0 ? selected : folder ? [folder] : [];

  let body: ReactNode;
  if (listing.pending) body = <SkeletonRows rows={8} />;
  else if (listing.error && items.length === 0) {
    body = <ProblemMessage error={listing.error} onRetry={listing.retry} />;
  } else if (items.length === 0) body = empty;
  else {
    body = (
      <Entries
        label={label}
        items={items}
        columns={columns}
        face={face}
        second={props.second ?? secondLine}
        view={view}
        order={order}
        onSort={onSort}
        selection={selection}
        onSelection={select}
        faded={faded}
        hasMore={hasMore}
        loadMore={loadMore}
        loadAll={loadAll}
        onOpen={open}
        onMenu={setMenuAt}
        takesFocus={takesFocus}
        revealed={revealed}
        onRevealed={onRevealed}
        drag={drag}
        renaming={renaming}
        onRename={(node, name) => void onRename(node, name)}
      />
    );
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: clicks beside the list only clear the selection; Escape does too
    // biome-ignore lint/a11y/useKeyWithClickEvents: as above
    <div
      ref={list}
      className={css.browser}
      data-selecting={selected.length > 0 || undefined}
      onContextMenu={onSpaceMenu}
      onClick={(event) => {
        if (
          !(event.target as Element).closest(
            "a, button, input, label, [data-entry], [role=menu], [role=dialog], dialog",
          )
        ) {
          select(cleared(selection));
        }
      }}
    >
      <div className={css.list}>
        <Toolbar
          words={
            items.length > 0 && !hasMore
              ? countOf(items.length)
              : hasMore
                ? t`More than ${number(items.length)} items`
                : ""
          }
          selectedCount={selected.length}
          groups={groups}
          onClear={() => select(cleared(selection))}
          onMenu={setMenuAt}
          view={view}
          onView={setView}
          order={order}
          onSort={onSort}
          detailsShown={detailsShown}
          onDetails={phone ? undefined : setDetailsShown}
        />
        {body}
        <div role="status">
          <Hidden>{selected.length > 0 ? selectionWords(selected.length) : ""}</Hidden>
        </div>
      </div>
      <Suspense>
        {(phone ? detailsOnPhone : detailsShown) && detailsOf.length > 0 && (
          <Details
            nodes={detailsOf}
            drives={drives}
            sheet={phone}
            onClose={() => (phone ? setDetailsOnPhone(false) : setDetailsShown(false))}
          />
        )}
      </Suspense>
      {phone ? (
        <ActionSheet
          open={menuAt !== null && selected.length > 0}
          title={selected.length > 0 ? nameOrCount(selected) : ""}
          groups={groups}
          onClose={closeMenu}
        />
      ) : (
        <ContextMenu at={menuAt} groups={groups} onClose={closeMenu} width={270} />
      )}
      {spaceMenu && !phone && (
        <ContextMenu
          at={spaceMenuAt}
          groups={spaceMenuAt ? spaceMenu(selectAll) : []}
          onClose={closeMenu}
          width={250}
        />
      )}
      <Suspense>
        {asking && (
          <DestinationDialog
            mode={asking.mode}
            nodes={asking.nodes}
            from={folder?.id ?? asking.nodes[0]?.parent_id ?? null}
            onClose={() => setAsking(null)}
            onChosen={(into) => void (asking.mode === "move" ? move : copy)(queries, asking.nodes, into)}
          />
        )}
        {search.preview !== undefined && (
          <Preview id={search.preview} siblings={items} onDetails={showDetails} />
        )}
      </Suspense>
    </div>
  );
}

function byParent(nodes: readonly Node[]): Map<Id, Node[]> {
  const groups = new Map<Id, Node[]>();
  for (const node of nodes) {
    if (node.parent_id === null) continue;
    groups.set(node.parent_id, [...(groups.get(node.parent_id) ?? []), node]);
  }
  return groups;
}

declare module "@tanstack/react-router" {
  interface HistoryState {
    /** Closing the preview is going back: the list is what was before. */
    previewOpenedHere?: boolean;
  }
}
