// Writing lines as a file that spreadsheets open.

/** In quotes where it must be (RFC 4180). */
function cell(text: string, separator: string): string {
  return text.includes(separator) || /["\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Lines as CSV, with the mark by which spreadsheets know UTF-8. */
export function csv(lines: readonly (readonly string[])[], separator = ";"): Blob {
  const text = lines.map((cells) => cells.map((one) => cell(one, separator)).join(separator)).join("\r\n");
  return new Blob([`\ufeff${text}\r\n`], { type: "text/csv;charset=utf-8" });
}

/** Lets the browser save it. */
export function save(blob: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** The lines that were refused, as they were, with the reason in a last column. */
export function refusedFile(
  titles: readonly string[],
  lines: readonly { cells: readonly string[]; reason: string }[],
  reasonTitle: string,
): string[][] {
  const width = Math.max(titles.length, ...lines.map(({ cells }) => cells.length));
  const padded = (cells: readonly string[]) =>
    Array.from({ length: width }, (_, place) => cells[place] ?? "");
  const body = lines.map(({ cells, reason }) => [...padded(cells), reason]);
  return titles.some((title) => title !== "") ? [[...padded(titles), reasonTitle], ...body] : body;
}
