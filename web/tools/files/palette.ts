// What the command palette finds of Files: drives by name, and the files of the last days with the folders on the way to
// them. There is no search through everything yet.
import { IconFile, IconFolder, IconUsers } from "@tabler/icons-react";
import { drivesQuery, recentQuery } from "~/api/files";
import type { Drive, Id } from "~/api/types";
import { matchesTyped } from "~/shell/palette/match";
import type { ActionContext, PaletteEntry } from "~/shell/tool";
import { learn } from "~/shell/words";
import { drivePath, folderPath, nodeLink } from "./place";
import { files } from "./tool";
import { driveName } from "./words";

const RECENT = 100;

export async function findFiles(typed: string, { queries, go }: ActionContext): Promise<PaletteEntry[]> {
  const [{ items: drives }, recent] = await Promise.all([
    queries.ensureQueryData(drivesQuery),
    typed === "" ? null : queries.fetchQuery(recentQuery(RECENT)),
    learn(files),
  ]);
  const entries: PaletteEntry[] = drives.map((drive) => ({
    id: drive.id,
    label: driveName(drive),
    icon: drive.kind === "personal" ? IconFolder : IconUsers,
    run: () => go(drivePath(drive)),
  }));
  const seen = new Set<Id>(drives.map((drive) => drive.root_id));
  for (const node of recent?.items ?? []) {
    for (const [depth, step] of node.path.entries()) {
      if (seen.has(step.id)) continue;
      seen.add(step.id);
      const isNode = step.id === node.id;
      entries.push({
        id: step.id,
        label: step.name,
        detail: whereOf(node.path.slice(0, depth), drives, node.drive_id),
        icon: isNode && node.kind === "file" ? IconFile : IconFolder,
        run: () => go(isNode ? nodeLink(node, drives) : folderPath(step.id, drives)),
      });
    }
  }
  return entries.filter((entry) => matchesTyped(entry.label, typed));
}

/** "My files / Reports": the folders above, the drive by the name the reader knows it by. */
function whereOf(above: readonly { name: string }[], drives: readonly Drive[], driveId: Id): string {
  const drive = drives.find((candidate) => candidate.id === driveId);
  const root = drive ? driveName(drive) : above[0]?.name;
  return [root, ...above.slice(1).map((step) => step.name)].filter(Boolean).join(" / ");
}
