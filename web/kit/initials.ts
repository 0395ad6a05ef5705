/** "Camille Le Goff" → "CG": first letters of the first and the last word, whole letters even where they take two units. */
export function initials(name: string): string {
  const words = name
    .trim()
    .split(/[\s'’-]+/)
    .filter((word) => word !== "");
  const letter = (word: string | undefined) => Array.from(word ?? "")[0]?.toLocaleUpperCase() ?? "";
  return letter(words[0]) + (words.length > 1 ? letter(words.at(-1)) : "");
}

export const TONES = 6;

/** The same name has the same tone everywhere. */
export function toneOf(name: string): number {
  let sum = 7;
  for (const char of name) sum = (sum * 31 + (char.codePointAt(0) ?? 0)) >>> 0;
  return sum % TONES;
}
