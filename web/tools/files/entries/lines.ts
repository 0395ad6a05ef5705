// How entries fall into lines: one each in the list, several side by side as tiles, folders and files never in the
// same line. And where an arrow key leads from there. Pure.

export interface Line {
  /** Indices of the first entry and of the one after the last. */
  start: number;
  end: number;
  kind: "folder" | "file";
}

export function linesOf(kinds: readonly ("folder" | "file")[], columns: number): Line[] {
  const lines: Line[] = [];
  for (let start = 0; start < kinds.length; ) {
    const kind = kinds[start] as "folder" | "file";
    let end = start + 1;
    while (end < kinds.length && end - start < columns && kinds[end] === kind) end += 1;
    lines.push({ start, end, kind });
    start = end;
  }
  return lines;
}

/** The line that holds an entry, by halving: there may be thousands. */
export function lineOf(lines: readonly Line[], index: number): number {
  let low = 0;
  let high = lines.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((lines[middle]?.start ?? 0) <= index) low = middle;
    else high = middle - 1;
  }
  return low;
}

export type Step = "up" | "down" | "left" | "right" | "page-up" | "page-down" | "first" | "last";

/** The entry a step leads to; the same one at the edge. `page` is how many lines a page has. */
export function stepFrom(lines: readonly Line[], index: number, step: Step, page: number): number {
  const last = (lines.at(-1)?.end ?? 0) - 1;
  if (last < 0) return -1;
  if (index < 0) return step === "last" || step === "up" ? last : 0;
  switch (step) {
    case "first":
      return 0;
    case "last":
      return last;
    case "left":
      return Math.max(0, index - 1);
    case "right":
      return Math.min(last, index + 1);
    case "up":
      return vertically(lines, index, -1);
    case "down":
      return vertically(lines, index, 1);
    case "page-up":
      return vertically(lines, index, -page);
    case "page-down":
      return vertically(lines, index, page);
  }
}

function vertically(lines: readonly Line[], index: number, by: number): number {
  const from = lineOf(lines, index);
  const to = Math.max(0, Math.min(lines.length - 1, from + by));
  const here = lines[from];
  const there = lines[to];
  if (here === undefined || there === undefined || from === to) return index;
  return Math.min(there.end - 1, there.start + (index - here.start));
}
