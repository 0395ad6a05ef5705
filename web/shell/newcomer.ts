// What holds for every account, wherever it is made.

/** As the server accepts them; they are never given again. */
export const HANDLE = /^[a-z][a-z0-9._-]{0,62}$/;
export const SHORTEST_PASSWORD = 12;

/** "Camille Le Goff" → "camille": what most people would choose themselves. */
export function handleFrom(name: string): string {
  const [first = ""] = name
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => /^[a-z]/.test(word));
  return first;
}
