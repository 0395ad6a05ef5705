// "New" from any page of the suite: in the folder that is open, or at the top of the person's own files.
import { t } from "@lingui/core/macro";
import { drivesQuery } from "~/api/files";
import type { Id } from "~/api/types";
import { problemWords, toast } from "~/kit";
import type { ActionContext } from "~/shell/tool";
import { learn } from "~/shell/words";
import { currentHere, wantFolder } from "./here";
import { drivePath } from "./place";
import { files } from "./tool";
import { pickAndUpload } from "./upload/uploads";

export function newFolder({ go }: ActionContext): void {
  const here = currentHere();
  if (here) {
    here.newFolder();
    return;
  }
  wantFolder();
  go("/files");
}

export const uploadFiles = (context: ActionContext) => upload(context, "files");
export const uploadFolder = (context: ActionContext) => upload(context, "folder");

async function upload({ queries, go }: ActionContext, what: "files" | "folder"): Promise<void> {
  const here = currentHere();
  if (here) {
    pickAndUpload(queries, here.folderId, what);
    return;
  }
  try {
    // The browser opens its picker only shortly after a press: nothing slow may come before.
    const [own] = await Promise.all([ownFolder(queries), learn(files)]);
    if (own === null) {
      toast(t`You have no folder to put files into yet. Ask to be added to a group.`, { tone: "bad" });
      return;
    }
    pickAndUpload(queries, own.rootId, what);
    go(own.path);
  } catch (error) {
    const { what, next } = problemWords(error);
    toast(`${what} ${next}`, { tone: "bad" });
  }
}

async function ownFolder(queries: ActionContext["queries"]): Promise<{ rootId: Id; path: string } | null> {
  const drives = await queries.ensureQueryData(drivesQuery);
  // A guest has none of their own, but may have a group's.
  const own = drives.items.find(({ kind }) => kind === "personal") ?? drives.items[0];
  return own ? { rootId: own.root_id, path: drivePath(own) } : null;
}
