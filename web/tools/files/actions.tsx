// What can be done with what is selected: one list, which the context menu, the menu of a row, the bar above the list and
// the sheet on a phone all show.
import { t } from "@lingui/core/macro";
import {
  IconClipboard,
  IconCopy,
  IconCopyPlus,
  IconCut,
  IconDownload,
  IconEye,
  IconFileUpload,
  IconFolderOpen,
  IconFolderPlus,
  IconFolderShare,
  IconFolderSymlink,
  IconFolderUp,
  IconInfoCircle,
  IconLink,
  IconPencil,
  IconSelectAll,
  IconTrash,
} from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { Node } from "~/api/types";
import { isMac, type MenuAction, type MenuGroup } from "~/kit";
import { viewerOf } from "./kinds";
import { canEdit, canEditAll } from "./rights";

/** An action that the bar above the list shows too. */
export interface NodeAction extends MenuAction {
  bar?: boolean;
}

export interface NodeDeeds {
  open: (node: Node) => void;
  download: (nodes: readonly Node[]) => void;
  rename: (node: Node) => void;
  moveTo: (nodes: readonly Node[]) => void;
  copyTo: (nodes: readonly Node[]) => void;
  duplicate: (nodes: readonly Node[]) => void;
  cut: (nodes: readonly Node[]) => void;
  copy: (nodes: readonly Node[]) => void;
  /** null: nothing to paste. */
  pasteInto: ((folder: Node) => void) | null;
  link: (node: Node) => void;
  details: () => void;
  trash: (nodes: readonly Node[]) => void;
  /** Shows the folder that holds it; only where the list is not that folder. */
  showInFolder?: (node: Node) => void;
}

const ICON = { size: 18, stroke: 1.75 } as const;

/** "Ctrl C" on this keyboard. */
function mod(key: string): string {
  return isMac() ? `⌘${key}` : `Ctrl+${key}`;
}

/** Without a keyboard, "Move to…" and "Copy to…" do what cutting and pasting would. */
export function nodeActions(
  nodes: readonly Node[],
  deeds: NodeDeeds,
  { keyboard }: { keyboard: boolean },
): MenuGroup[] {
  const [node] = nodes;
  if (node === undefined) return [];
  const one = nodes.length === 1;
  const editable = canEditAll(nodes);
  const looking: NodeAction[] = [];
  if (one && node.kind === "folder") {
    looking.push(action(t`Open`, <IconFolderOpen {...ICON} />, () => deeds.open(node), { keys: "↵" }));
  }
  if (one && node.kind === "file" && viewerOf(node) !== null) {
    looking.push(action(t`Preview`, <IconEye {...ICON} />, () => deeds.open(node), { keys: "↵" }));
  }
  if (one && deeds.showInFolder) {
    const show = deeds.showInFolder;
    looking.push(action(t`Show in its folder`, <IconFolderShare {...ICON} />, () => show(node)));
  }
  looking.push(action(t`Download`, <IconDownload {...ICON} />, () => deeds.download(nodes), { bar: true }));
  if (one && window.isSecureContext) {
    looking.push(action(t`Copy the link`, <IconLink {...ICON} />, () => deeds.link(node)));
  }

  const changing: NodeAction[] = [];
  if (one && editable) {
    changing.push(action(t`Rename`, <IconPencil {...ICON} />, () => deeds.rename(node), { keys: "F2" }));
  }
  if (editable) {
    changing.push(
      action(t`Move to…`, <IconFolderSymlink {...ICON} />, () => deeds.moveTo(nodes), { bar: true }),
    );
  }
  changing.push(action(t`Copy to…`, <IconCopyPlus {...ICON} />, () => deeds.copyTo(nodes), { bar: true }));
  if (editable) changing.push(action(t`Duplicate`, <IconCopy {...ICON} />, () => deeds.duplicate(nodes)));

  const carrying: NodeAction[] = [];
  if (editable)
    carrying.push(action(t`Cut`, <IconCut {...ICON} />, () => deeds.cut(nodes), { keys: mod("X") }));
  carrying.push(action(t`Copy`, <IconCopy {...ICON} />, () => deeds.copy(nodes), { keys: mod("C") }));
  if (one && node.kind === "folder" && deeds.pasteInto && canEdit(node.role)) {
    const paste = deeds.pasteInto;
    carrying.push(action(t`Paste into this folder`, <IconClipboard {...ICON} />, () => paste(node)));
  }

  const knowing = [
    action(t`Details`, <IconInfoCircle {...ICON} />, deeds.details, { keys: isMac() ? "⌥↵" : "Alt+↵" }),
  ];
  const leaving = editable
    ? [
        action(t`Move to the trash`, <IconTrash {...ICON} />, () => deeds.trash(nodes), {
          keys: t`Del`,
          danger: true,
          bar: true,
        }),
      ]
    : [];
  return [
    { actions: looking },
    { actions: changing },
    { actions: keyboard ? carrying : [] },
    { actions: knowing },
    { actions: leaving },
  ];
}

export interface FolderDeeds {
  newFolder: () => void;
  uploadFiles: () => void;
  /** null: this device cannot pick a folder. */
  uploadFolder: (() => void) | null;
}

/** What "New" offers in a folder. */
export function creatingActions(deeds: FolderDeeds): MenuAction[] {
  const actions = [
    action(t`New folder`, <IconFolderPlus {...ICON} />, deeds.newFolder),
    action(t`Upload files`, <IconFileUpload {...ICON} />, deeds.uploadFiles),
  ];
  if (deeds.uploadFolder)
    actions.push(action(t`Upload a folder`, <IconFolderUp {...ICON} />, deeds.uploadFolder));
  return actions;
}

/** The menu of the empty space of a folder. */
export function folderActions(
  deeds: FolderDeeds & { paste: (() => void) | null; selectAll: () => void },
): MenuGroup[] {
  const carrying = [action(t`Select all`, <IconSelectAll {...ICON} />, deeds.selectAll, { keys: mod("A") })];
  if (deeds.paste) {
    carrying.unshift(action(t`Paste`, <IconClipboard {...ICON} />, deeds.paste, { keys: mod("V") }));
  }
  return [{ actions: creatingActions(deeds) }, { actions: carrying }];
}

function action(
  label: string,
  icon: ReactNode,
  onSelect: () => void,
  more: Partial<NodeAction> = {},
): NodeAction {
  return { label, icon, onSelect, ...more };
}
