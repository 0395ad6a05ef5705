// A colour that is being tried out in the settings, shown everywhere before it is kept.
let previewed: string | null = null;
const listeners = new Set<() => void>();

/** null: back to the organisation's own. */
export function previewAccent(hex: string | null): void {
  previewed = hex;
  for (const listener of listeners) listener();
}

export const previewedAccent = (): string | null => previewed;

export function watchAccent(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
