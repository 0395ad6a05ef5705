// The drives and their folders as a tree, to choose one folder. Folders are fetched when their parent is opened. Keys are
// those of every tree: up and down walk, right opens or goes in, left closes or goes out.
import { useLingui } from "@lingui/react/macro";
import { IconChevronRight, IconFolder, IconFolderFilled, IconUsers } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { type KeyboardEvent, useEffect, useMemo, useRef } from "react";
import { childrenQuery } from "~/api/files";
import type { Drive, Id, Role } from "~/api/types";
import { Skeleton } from "~/kit";
import { flat } from "./cache";
import css from "./FolderTree.module.css";
import { driveName } from "./words";

export interface TreeFolder {
  id: Id;
  name: string;
  role: Role;
}

export interface FolderTreeProps {
  drives: readonly Drive[];
  chosen: Id | null;
  onChoose: (folder: TreeFolder) => void;
  open: ReadonlySet<Id>;
  onOpen: (id: Id, open: boolean) => void;
  /** Folders that cannot be chosen nor opened: what is being moved. */
  closed: ReadonlySet<Id>;
}

export function FolderTree(props: FolderTreeProps) {
  const { drives, chosen, onChoose, onOpen } = props;
  const { t } = useLingui();
  const tree = useRef<HTMLDivElement>(null);

  const onKeyDown = (event: KeyboardEvent) => {
    const items = [
      ...(tree.current?.querySelectorAll<HTMLElement>('[role="treeitem"]:not([aria-disabled])') ?? []),
    ];
    const here = items.findIndex((item) => item.dataset.folder === chosen);
    const item = items[here];
    const go = (next: HTMLElement | undefined | null) => {
      if (!next) return;
      event.preventDefault();
      next.focus();
      choose(next);
    };
    const isOpen = item?.getAttribute("aria-expanded");
    switch (event.key) {
      case "ArrowDown":
        go(items[here + 1] ?? items[0]);
        return;
      case "ArrowUp":
        go(items[here - 1]);
        return;
      case "Home":
        go(items[0]);
        return;
      case "End":
        go(items.at(-1));
        return;
      case "ArrowRight":
        event.preventDefault();
        if (isOpen === "false" && chosen) onOpen(chosen, true);
        else if (isOpen === "true") go(items[here + 1]);
        return;
      case "ArrowLeft":
        event.preventDefault();
        if (isOpen === "true" && chosen) onOpen(chosen, false);
        else go(item?.parentElement?.closest<HTMLElement>('[role="treeitem"]'));
        return;
    }
  };

  function choose(element: HTMLElement): void {
    const { folder, name, role } = element.dataset;
    if (folder && name && role) onChoose({ id: folder, name, role: role as Role });
  }

  return (
    <div ref={tree} role="tree" aria-label={t`Folders`} className={css.tree} onKeyDown={onKeyDown}>
      {drives.map((drive) => (
        <Branch
          key={drive.id}
          {...props}
          folder={{ id: drive.root_id, name: driveName(drive), role: drive.role }}
          kind={drive.kind}
          level={1}
          first={drive === drives[0]}
        />
      ))}
    </div>
  );
}

interface BranchProps extends FolderTreeProps {
  folder: TreeFolder;
  kind: Drive["kind"] | "folder";
  level: number;
  first?: boolean;
}

function Branch(props: BranchProps) {
  const { folder, kind, level, first, chosen, onChoose, open, onOpen, closed } = props;
  const disabled = closed.has(folder.id);
  const isOpen = open.has(folder.id) && !disabled;
  const isChosen = chosen === folder.id;
  const row = useRef<HTMLDivElement>(null);
  const revealed = useRef(false);
  useEffect(() => {
    // The folder that is chosen at first may be far down.
    if (isChosen && !revealed.current) row.current?.scrollIntoView({ block: "nearest" });
    revealed.current = true;
  }, [isChosen]);
  return (
    <div
      ref={row}
      role="treeitem"
      aria-level={level}
      aria-expanded={disabled ? undefined : isOpen}
      aria-selected={isChosen}
      aria-disabled={disabled || undefined}
      aria-label={folder.name}
      tabIndex={isChosen || (chosen === null && first) ? 0 : -1}
      data-folder={folder.id}
      data-name={folder.name}
      data-role={folder.role}
      className={css.item}
      onClick={(event) => {
        event.stopPropagation();
        if (disabled) return;
        event.currentTarget.focus();
        onChoose(folder);
      }}
      onDoubleClick={(event) => {
        event.stopPropagation();
        if (!disabled) onOpen(folder.id, !isOpen);
      }}
      // The keys are those of the tree.
      onKeyDown={() => {}}
    >
      <span className={css.row} style={{ paddingInlineStart: `${(level - 1) * 1.25}rem` }}>
        {disabled ? (
          <span className={css.twist} />
        ) : (
          // A target for the pointer; the keyboard uses left and right.
          <button
            type="button"
            className={css.twist}
            data-open={isOpen || undefined}
            tabIndex={-1}
            aria-hidden
            onClick={(event) => {
              event.stopPropagation();
              onOpen(folder.id, !isOpen);
            }}
          >
            <IconChevronRight size={16} stroke={2} />
          </button>
        )}
        {kind === "group" ? (
          <IconUsers size={18} stroke={1.75} className={css.icon} aria-hidden />
        ) : kind === "personal" ? (
          <IconFolder size={18} stroke={1.75} className={css.icon} aria-hidden />
        ) : (
          <IconFolderFilled size={18} className={css.icon} aria-hidden />
        )}
        <span className={css.name}>{folder.name}</span>
      </span>
      {isOpen && <Branches {...props} level={level + 1} />}
    </div>
  );
}

function Branches({ folder, level, ...rest }: BranchProps) {
  const { t } = useLingui();
  const { data, isPending, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery(
    childrenQuery(folder.id),
  );
  const all = useMemo(() => flat(data), [data]);
  const folders = all.filter(({ kind }) => kind === "folder");
  // Folders come first: as long as the last entry is one, there may be more.
  const more = hasNextPage && folders.length === all.length;
  useEffect(() => {
    if (more && !isFetchingNextPage) void fetchNextPage();
  }, [more, isFetchingNextPage, fetchNextPage]);
  const indent = { paddingInlineStart: `${(level - 1) * 1.25 + 2}rem` };
  if (isPending) {
    return (
      <span className={css.quiet} style={indent}>
        <Skeleton width="8rem" />
      </span>
    );
  }
  if (folders.length === 0) {
    return (
      <span className={css.quiet} style={indent}>
        {t`No folder in here`}
      </span>
    );
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a group of a tree
    <div role="group">
      {folders.map((child) => (
        <Branch key={child.id} {...rest} folder={child} kind="folder" level={level} />
      ))}
    </div>
  );
}
