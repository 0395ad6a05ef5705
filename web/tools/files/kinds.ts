// What kind of thing a file is to a person, and how it can be looked at without leaving the list.
import type { Node } from "~/api/types";
import { extension } from "./names";

export type FileKind =
  | "folder"
  | "image"
  | "video"
  | "audio"
  | "pdf"
  | "document"
  | "spreadsheet"
  | "presentation"
  | "text"
  | "archive"
  | "calendar"
  | "contact"
  | "other";

export type Viewer = "image" | "pdf" | "audio" | "video" | "text";

type Named = Pick<Node, "kind" | "name" | "media_type">;

const BY_EXTENSION: Record<string, FileKind> = {
  odt: "document",
  doc: "document",
  docx: "document",
  rtf: "document",
  pages: "document",
  ods: "spreadsheet",
  xls: "spreadsheet",
  xlsx: "spreadsheet",
  csv: "spreadsheet",
  numbers: "spreadsheet",
  odp: "presentation",
  ppt: "presentation",
  pptx: "presentation",
  key: "presentation",
  pdf: "pdf",
  zip: "archive",
  gz: "archive",
  xz: "archive",
  zst: "archive",
  bz2: "archive",
  "7z": "archive",
  rar: "archive",
  tar: "archive",
  ics: "calendar",
  vcf: "contact",
  txt: "text",
  md: "text",
  markdown: "text",
  log: "text",
  json: "text",
  yaml: "text",
  yml: "text",
  toml: "text",
  ini: "text",
  html: "text",
  htm: "text",
  xml: "text",
  css: "text",
  js: "text",
  ts: "text",
  py: "text",
  rs: "text",
  sh: "text",
  sql: "text",
  tex: "text",
};

const BY_MEDIA_TYPE: Record<string, FileKind> = {
  "application/pdf": "pdf",
  "application/rtf": "document",
  "application/msword": "document",
  "application/vnd.ms-excel": "spreadsheet",
  "application/vnd.ms-powerpoint": "presentation",
  "text/csv": "spreadsheet",
  "text/calendar": "calendar",
  "text/vcard": "contact",
  "application/json": "text",
  "application/xml": "text",
  "application/zip": "archive",
  "application/gzip": "archive",
  "application/x-tar": "archive",
};

export function kindOf(node: Named): FileKind {
  if (node.kind === "folder") return "folder";
  const type = (node.media_type ?? "").split(";")[0]?.trim() ?? "";
  const known = BY_MEDIA_TYPE[type];
  if (known !== undefined) return known;
  if (type.includes("opendocument.text") || type.includes("wordprocessingml")) return "document";
  if (type.includes("opendocument.spreadsheet") || type.includes("spreadsheetml")) return "spreadsheet";
  if (type.includes("opendocument.presentation") || type.includes("presentationml")) return "presentation";
  const family = type.split("/")[0];
  if (family === "image" || family === "video" || family === "audio") return family;
  return BY_EXTENSION[extension(node.name)] ?? (family === "text" ? "text" : "other");
}

/** Types that every supported browser shows in an <img>; the others are shown by their preview, if they have one. */
const SHOWN_BY_BROWSERS = new Set([
  "image/png",
  "image/jpeg",
  "image/gif",
  "image/webp",
  "image/avif",
  "image/svg+xml",
  "image/bmp",
  "image/x-icon",
]);

export function isShownByBrowsers(mediaType: string | null): boolean {
  return SHOWN_BY_BROWSERS.has(mediaType ?? "");
}

/** How a file is previewed; null: it can only be downloaded. */
export function viewerOf(node: Named & Pick<Node, "has_preview">): Viewer | null {
  switch (kindOf(node)) {
    case "image":
      return node.has_preview || isShownByBrowsers(node.media_type) ? "image" : null;
    case "pdf":
      return "pdf";
    case "audio":
      return "audio";
    case "video":
      return "video";
    case "text":
    case "calendar":
    case "contact":
      return "text";
    case "spreadsheet":
      return extension(node.name) === "csv" || node.media_type === "text/csv" ? "text" : null;
    default:
      return node.has_preview ? "image" : null;
  }
}
