// What a file or folder may be called, as the server has it, so that a slip is named while the person types.

/** The server counts bytes of UTF-8, as file systems do. */
export const MAX_NAME_BYTES = 255;

export type NameProblem = "empty" | "dots" | "slash" | "control" | "too-long";

/** null: fine. The name is judged as it will be sent, without spaces around it. */
export function nameProblem(name: string): NameProblem | null {
  const sent = cleaned(name);
  if (sent === "") return "empty";
  if (sent === "." || sent === "..") return "dots";
  if (sent.includes("/")) return "slash";
  for (const character of sent) {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x20 || code === 0x7f) return "control";
  }
  return new TextEncoder().encode(sent).length > MAX_NAME_BYTES ? "too-long" : null;
}

/** Macs write an é as two characters; everything here uses one. */
export function cleaned(name: string): string {
  return name.trim().normalize("NFC");
}

/** How much of the name renaming selects: all of a folder's, and of a file's all but the extension. */
export function stemLength(name: string, kind: "file" | "folder"): number {
  if (kind === "folder") return name.length;
  const compressed = /\.tar\.\w{1,4}$/i.exec(name);
  if (compressed && compressed.index > 0) return compressed.index;
  const dot = name.lastIndexOf(".");
  return dot > 0 ? dot : name.length;
}

/** In lower case, without the dot; empty when there is none. */
export function extension(name: string): string {
  const dot = name.lastIndexOf(".");
  return dot > 0 ? name.slice(dot + 1).toLowerCase() : "";
}

/**
 * Type-ahead: the index of the next name that begins with what was typed, going round. One letter again and again
 * walks through the names that begin with it.
 */
export function findByPrefix(names: readonly string[], typed: string, from: number): number {
  const letters = [...plain(typed)];
  const first = letters[0];
  if (first === undefined) return -1;
  const repeated = letters.every((letter) => letter === first);
  const prefix = repeated ? first : letters.join("");
  const start = repeated ? from + 1 : Math.max(from, 0);
  for (let step = 0; step < names.length; step += 1) {
    const index = (start + step) % names.length;
    if (plain(names[index] ?? "").startsWith(prefix)) return index;
  }
  return -1;
}

/** Without case and accents. */
export function plain(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}
