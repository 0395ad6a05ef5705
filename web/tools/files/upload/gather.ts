/**
 * Turns what was dropped, picked or pasted into items for the queue. Dropped folders are walked
 * to the bottom, empty ones are kept as folders of their own.
 */
import type { Item } from "./queue";

/** Must run inside the drop event: the browser empties the list right after. */
export function entriesOf(transfer: DataTransfer): FileSystemEntry[] {
  return [...transfer.items]
    .filter((item) => item.kind === "file")
    .map((item) => item.webkitGetAsEntry())
    .filter((entry): entry is FileSystemEntry => entry !== null);
}

/** Does this drag carry files from outside? */
export function carriesFiles(transfer: DataTransfer | null): boolean {
  return transfer?.types.includes("Files") ?? false;
}

/** Walks entries to the bottom. What cannot be read is named in `unreadable`, the rest goes on. */
export async function gather(
  entries: readonly FileSystemEntry[],
): Promise<{ items: Item[]; unreadable: string[] }> {
  const items: Item[] = [];
  const unreadable: string[] = [];
  async function walk(entry: FileSystemEntry, prefix: string): Promise<void> {
    const path = prefix + entry.name;
    try {
      if (entry.isFile) {
        items.push({ kind: "file", path, file: await fileOf(entry as FileSystemFileEntry) });
        return;
      }
      const children = await childrenOf(entry as FileSystemDirectoryEntry);
      if (children.length === 0) items.push({ kind: "folder", path });
      for (const child of children) await walk(child, `${path}/`);
    } catch {
      unreadable.push(path);
    }
  }
  for (const entry of entries) await walk(entry, "");
  return { items, unreadable };
}

/** From a file or folder picker. */
export function picked(files: Iterable<File>): Item[] {
  return [...files].map((file) => ({ kind: "file", path: file.webkitRelativePath || file.name, file }));
}

/**
 * From the clipboard. Browsers call every pasted picture `image.png`; a date tells them apart.
 * `stamp` is already in the reader's words, such as `2026-11-22 10.15.00`.
 */
export function pasted(transfer: DataTransfer, name: string, stamp: string): Item[] {
  return [...transfer.files].map((file, index) => {
    const anonymous = /^image\.\w+$/.test(file.name);
    const extension = file.name.slice(file.name.lastIndexOf("."));
    const number = index === 0 ? "" : ` (${index + 1})`;
    return { kind: "file", path: anonymous ? `${name} ${stamp}${number}${extension}` : file.name, file };
  });
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}

/** `readEntries` answers at most a hundred at a time, and an empty list at the end. */
async function childrenOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) return all;
    all.push(...some);
  }
}
