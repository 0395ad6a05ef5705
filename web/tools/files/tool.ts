// Files, as the shell knows it.
import { msg } from "@lingui/core/macro";
import {
  IconDatabase,
  IconFile,
  IconFileUpload,
  IconFolder,
  IconFolderPlus,
  IconFolderUp,
  IconHistory,
  IconUsers,
} from "@tabler/icons-react";
import type { Me } from "~/api/types";
import type { Tool } from "~/shell/tool";
import { onFilesEvent } from "./live";
import { readSearch } from "./place";

const isAdmin = (me: Me) => me.role === "owner" || me.role === "admin";

export const files: Tool = {
  name: "files",
  catalogue: (locale) => import(`./locales/${locale}.po`),
  routes: [
    { path: "/files", load: () => import("./FolderPage"), search: readSearch },
    { path: "/files/d/$driveId", load: () => import("./FolderPage"), search: readSearch },
    { path: "/files/f/$folderId", load: () => import("./FolderPage"), search: readSearch },
    { path: "/files/recent", load: () => import("./RecentPage"), search: readSearch },
    { path: "/files/trash/$driveId", load: () => import("./TrashPage"), search: readSearch },
    { path: "/settings/storage", load: () => import("./storage/StoragePage") },
  ],
  rail: { label: msg`Files`, to: "/files", icon: IconFolder },
  pages: [{ label: msg`Recent files`, to: "/files/recent", icon: IconHistory }],
  settings: [{ label: msg`Storage and limits`, to: "/settings/storage", icon: IconDatabase, for: isAdmin }],
  newActions: [
    {
      id: "files.folder",
      label: msg`New folder`,
      icon: IconFolderPlus,
      run: async (context) => (await import("./fromAnywhere")).newFolder(context),
    },
    {
      id: "files.upload",
      label: msg`Upload files`,
      icon: IconFileUpload,
      run: async (context) => (await import("./fromAnywhere")).uploadFiles(context),
    },
    {
      id: "files.upload-folder",
      label: msg`Upload a folder`,
      icon: IconFolderUp,
      available: () =>
        "webkitdirectory" in HTMLInputElement.prototype && window.matchMedia("(pointer: fine)").matches,
      run: async (context) => (await import("./fromAnywhere")).uploadFolder(context),
    },
  ],
  finds: [
    { kind: "space", label: msg`Group spaces`, icon: IconUsers },
    { kind: "folder", label: msg`Folders`, icon: IconFolder, nowhere: msg`My files` },
    { kind: "file", label: msg`Files`, icon: IconFile, nowhere: msg`My files` },
  ],
  background: () => import("./upload/UploadBackground"),
  onEvent: onFilesEvent,
};
