// One file as it is, anything else as an archive that the server packs on the way.
import { t } from "@lingui/core/macro";
import { archiveUrl, downloadUrl } from "~/api/files";
import type { Node } from "~/api/types";
import { toast } from "~/kit";

/** Addresses have an end: this many ids fit everywhere. */
const MOST = 150;

export function download(nodes: readonly Pick<Node, "id" | "kind">[]): void {
  const [node] = nodes;
  if (node === undefined) return;
  if (nodes.length > MOST) {
    toast(t`At most ${MOST} items can be downloaded together. Download the whole folder instead.`, {
      tone: "bad",
    });
    return;
  }
  const link = document.createElement("a");
  link.href =
    nodes.length === 1 && node.kind === "file" ? downloadUrl(node.id) : archiveUrl(nodes.map(({ id }) => id));
  link.download = "";
  document.body.append(link);
  link.click();
  link.remove();
}
