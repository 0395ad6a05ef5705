import { expect, it } from "vitest";
import { gather } from "./gather";

function fileEntry(name: string): FileSystemEntry {
  return {
    name,
    isFile: true,
    file: (found: (file: File) => void) => found(new File([name], name)),
  } as unknown as FileSystemEntry;
}

function folderEntry(name: string, children: FileSystemEntry[]): FileSystemEntry {
  return {
    name,
    isFile: false,
    createReader: () => {
      const left = [...children];
      return { readEntries: (found: (entries: FileSystemEntry[]) => void) => found(left.splice(0, 100)) };
    },
  } as unknown as FileSystemEntry;
}

it("walks folders to the bottom, past the first hundred, and keeps empty ones", async () => {
  const many = Array.from({ length: 250 }, (_, n) => fileEntry(`${n}.jpg`));
  const { items, unreadable } = await gather([
    folderEntry("Photos", [folderEntry("2026", many), folderEntry("Vide", [])]),
    fileEntry("note.txt"),
  ]);
  expect(items.length).toBe(252);
  expect(items[0]?.path).toBe("Photos/2026/0.jpg");
  expect(items.find((item) => item.kind === "folder")?.path).toBe("Photos/Vide");
  expect(items.at(-1)?.path).toBe("note.txt");
  expect(unreadable).toEqual([]);
});

it("names what cannot be read and goes on", async () => {
  const broken = {
    name: "locked.txt",
    isFile: true,
    file: (_found: unknown, failed: (error: Error) => void) => failed(new Error("NotReadableError")),
  } as unknown as FileSystemEntry;
  const { items, unreadable } = await gather([folderEntry("Dossier", [broken, fileEntry("b.txt")])]);
  expect(unreadable).toEqual(["Dossier/locked.txt"]);
  expect(items.map((item) => item.path)).toEqual(["Dossier/b.txt"]);
});
