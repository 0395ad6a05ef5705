// What a thing is, at a glance: one shape and one quiet colour per kind. The name beside it says the rest.
import {
  type Icon,
  IconAddressBook,
  IconCalendarEvent,
  IconFile,
  IconFileText,
  IconFileTypePdf,
  IconFileZip,
  IconFolderFilled,
  IconMovie,
  IconMusic,
  IconNotes,
  IconPhoto,
  IconPresentation,
  IconTable,
} from "@tabler/icons-react";
import type { FileKind } from "../kinds";
import css from "./KindIcon.module.css";

const ICONS: Record<FileKind, Icon> = {
  folder: IconFolderFilled,
  image: IconPhoto,
  video: IconMovie,
  audio: IconMusic,
  pdf: IconFileTypePdf,
  document: IconFileText,
  spreadsheet: IconTable,
  presentation: IconPresentation,
  text: IconNotes,
  archive: IconFileZip,
  calendar: IconCalendarEvent,
  contact: IconAddressBook,
  other: IconFile,
};

export function KindIcon({ kind, size = 22 }: { kind: FileKind; size?: number }) {
  const Shape = ICONS[kind];
  return <Shape className={css.icon} data-kind={kind} size={size} stroke={1.6} aria-hidden />;
}
