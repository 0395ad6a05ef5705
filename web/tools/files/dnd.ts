// Dragging entries onto folders, breadcrumbs and drives, and files from outside onto any of them. The keyboard does the
// same with cut and paste, or "Move to…".
import type { DragEvent } from "react";
import { downloadUrl } from "~/api/files";
import type { Id, Node } from "~/api/types";
import type { DragHandlers } from "./entries/types";
import { carriesFiles } from "./upload/gather";

const TYPE = "application/x-liiibre-nodes";

/** A page may look at what it is dragging only when it is dropped; this is how it knows before. */
let carried: readonly Node[] = [];

export function startDrag(event: DragEvent, nodes: readonly Node[], label: string): void {
  carried = nodes;
  event.dataTransfer.effectAllowed = "copyMove";
  event.dataTransfer.setData(TYPE, nodes.map((node) => node.id).join(","));
  const [first] = nodes;
  if (nodes.length === 1 && first?.kind === "file") {
    // Some browsers let a file be dragged out onto the desktop.
    const address = new URL(downloadUrl(first.id), window.location.href);
    event.dataTransfer.setData(
      "DownloadURL",
      `${first.media_type ?? "application/octet-stream"}:${first.name}:${address}`,
    );
  }
  const badge = document.createElement("div");
  badge.className = "files-drag-badge";
  badge.textContent = label;
  document.body.append(badge);
  event.dataTransfer.setDragImage(badge, 12, 12);
  window.setTimeout(() => badge.remove(), 0);
}

export function endDrag(): void {
  carried = [];
  for (const element of document.querySelectorAll("[data-over]")) element.removeAttribute("data-over");
}

export interface DropOn {
  /** The folder. */
  id: Id;
  onNodes: (nodes: readonly Node[], copy: boolean) => void;
  onFiles: (transfer: DataTransfer) => void;
  /** Files from outside mean nothing here. */
  nodesOnly?: boolean;
}

/** Makes an element take drops. While something that fits is over it, it has `data-over`. */
export function dropProps(target: DropOn | null): DragHandlers {
  if (target === null) return {};
  const fits = (event: DragEvent) => {
    if (carried.length > 0) {
      return (
        carried.every((node) => node.id !== target.id) && carried.some((node) => node.parent_id !== target.id)
      );
    }
    return target.nodesOnly !== true && carriesFiles(event.dataTransfer);
  };
  const over = (event: DragEvent) => {
    if (!fits(event)) return;
    event.preventDefault();
    event.stopPropagation();
    const copying = carried.length === 0 || event.ctrlKey || event.altKey;
    event.dataTransfer.dropEffect = copying ? "copy" : "move";
    event.currentTarget.setAttribute("data-over", "");
  };
  return {
    onDragEnter: over,
    onDragOver: over,
    onDragLeave: (event) => {
      const next = event.relatedTarget;
      if (next instanceof window.Node && event.currentTarget.contains(next)) return;
      event.currentTarget.removeAttribute("data-over");
    },
    onDrop: (event) => {
      // Whatever lies around this element saw the drag come in but does not see the drop.
      for (const element of document.querySelectorAll("[data-over]")) element.removeAttribute("data-over");
      if (!fits(event)) return;
      event.preventDefault();
      event.stopPropagation();
      if (carried.length > 0) target.onNodes(carried, event.ctrlKey || event.altKey);
      else target.onFiles(event.dataTransfer);
      carried = [];
    },
  };
}
