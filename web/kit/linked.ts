// Text that somebody typed, cut into what is shown: paragraphs, lines, and addresses that can be followed. Nothing else
// in it means anything: what looks like markup is text.

export interface Piece {
  text: string;
  /** Where it leads; always https: or http:. */
  to?: string;
}

export type Line = Piece[];
export type Paragraph = Line[];

const ADDRESS = /https?:\/\/[^\s<>"“”«»]+/g;
/** What ends a sentence after an address, and not the address. */
const AFTER = /[.,;:!?…'’)\]}]+$/;

/** The address without what only follows it; a closing bracket belongs to it when it opened in it. */
function trimmed(address: string): string {
  let kept = address;
  for (;;) {
    const cut = kept.replace(AFTER, "");
    if (cut === kept) return kept;
    const rest = kept.slice(cut.length);
    if (rest.startsWith(")") && cut.split("(").length > cut.split(")").length) return `${cut})`;
    kept = cut;
  }
}

function leadsSomewhere(address: string): boolean {
  try {
    return new URL(address).hostname !== "";
  } catch {
    return false;
  }
}

/** A line in pieces. */
export function piecesOf(line: string): Line {
  const pieces: Line = [];
  let end = 0;
  for (const found of line.matchAll(ADDRESS)) {
    const address = trimmed(found[0]);
    if (!leadsSomewhere(address)) continue;
    if (found.index > end) pieces.push({ text: line.slice(end, found.index) });
    pieces.push({ text: address, to: address });
    end = found.index + address.length;
  }
  if (end < line.length) pieces.push({ text: line.slice(end) });
  return pieces;
}

/** A text in paragraphs, with an empty line between. */
export function paragraphsOf(text: string): Paragraph[] {
  return text
    .trim()
    .split(/\n[^\S\n]*\n\s*/)
    .filter((paragraph) => paragraph.trim() !== "")
    .map((paragraph) => paragraph.split("\n").map(piecesOf));
}
