// Bytes as text. UTF-8 first; what is not is read as Windows wrote it for decades; what is no text at all is null.

export function textOf(bytes: ArrayBuffer, most: number): string | null {
  const shown = new Uint8Array(bytes.byteLength > most ? bytes.slice(0, most) : bytes);
  const wide =
    shown[0] === 0xff && shown[1] === 0xfe
      ? "utf-16le"
      : shown[0] === 0xfe && shown[1] === 0xff
        ? "utf-16be"
        : null;
  if (wide !== null) return new TextDecoder(wide).decode(shown);
  if (shown.includes(0)) return null;
  try {
    // A character may have been cut in two at the end: `stream` waits for the rest of it instead of refusing.
    return new TextDecoder("utf-8", { fatal: true }).decode(shown, { stream: true });
  } catch {
    return new TextDecoder("windows-1252").decode(shown);
  }
}
