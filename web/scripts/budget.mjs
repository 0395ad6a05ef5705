// Fails when the front grows past its budget: what the first page needs before anything is chosen (the shell), and what
// opening a tool adds to it. Sizes are those of gzip, which every browser and every proxy understands.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const KB = 1000;
const SHELL_JS = 240 * KB;
const SHELL_CSS = 48 * KB;
const TOOL_JS = 60 * KB;

const manifest = JSON.parse(readFileSync("dist/.vite/manifest.json", "utf8"));
const size = (file) => gzipSync(readFileSync(join("dist", file)), { level: 9 }).length;

/** The chunks that come with one, through static imports. */
function together(key, seen = new Set()) {
  if (seen.has(key)) return seen;
  seen.add(key);
  for (const other of manifest[key].imports ?? []) together(other, seen);
  return seen;
}

const sum = (files) => [...new Set(files)].reduce((total, file) => total + size(file), 0);
const js = (keys) => sum([...keys].map((key) => manifest[key].file));
const css = (keys) => sum([...keys].flatMap((key) => manifest[key].css ?? []));

const entry = "index.html";
const shell = together(entry);
const lines = [
  ["shell, JS", js(shell), SHELL_JS],
  ["shell, CSS", css(shell), SHELL_CSS],
];
for (const [key, chunk] of Object.entries(manifest)) {
  if (!chunk.isDynamicEntry || chunk.src?.endsWith(".po")) continue;
  const added = [...together(key)].filter((other) => !shell.has(other));
  lines.push([chunk.src ?? chunk.file, js(added), TOOL_JS]);
}
let over = false;
for (const [what, bytes, most] of lines) {
  const mark = bytes > most ? "  OVER" : "";
  if (mark) over = true;
  console.log(`${what.padEnd(48)} ${(bytes / KB).toFixed(1).padStart(7)} kB of ${most / KB}${mark}`);
}
process.exit(over ? 1 : 0);
