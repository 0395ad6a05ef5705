/**
 * Remembers, across a page reload, which uploads the server still holds half of, so that picking
 * the same file again goes on instead of starting over. The browser does not let a page keep the
 * file itself; name, size and time of change tell whether it is the same one.
 */

/** The server drops unfinished uploads after a day. */
const KEPT_MS = 24 * 60 * 60 * 1000;

export interface Unfinished {
  uploadId: string;
  parentId: string;
  path: string;
  size: number;
  /** Milliseconds, as `File.lastModified` has it. */
  modifiedAt: number;
  /** Milliseconds; when it was begun. */
  begunAt: number;
}

export interface Memory {
  all(): readonly Unfinished[];
  put(entry: Unfinished): void;
  remove(uploadId: string): void;
}

export function matching(
  entries: readonly Unfinished[],
  file: Pick<Unfinished, "parentId" | "path" | "size" | "modifiedAt">,
): Unfinished | undefined {
  return entries.find(
    (entry) =>
      entry.parentId === file.parentId &&
      entry.path === file.path &&
      entry.size === file.size &&
      entry.modifiedAt === file.modifiedAt,
  );
}

/** One entry of browser storage per person, so that two people at one computer do not meet. */
export function storedMemory(storage: Storage, personId: string, now: () => number): Memory {
  const key = `liiibre.uploads.${personId}`;
  function all(): readonly Unfinished[] {
    return parse(storage.getItem(key)).filter((entry) => now() - entry.begunAt < KEPT_MS);
  }
  function write(entries: readonly Unfinished[]): void {
    try {
      if (entries.length === 0) storage.removeItem(key);
      else storage.setItem(key, JSON.stringify(entries));
    } catch {
      // Storage full or forbidden: uploads work, they are only not resumable after a reload.
    }
  }
  return {
    all,
    put: (entry) => write([...all().filter((other) => other.uploadId !== entry.uploadId), entry]),
    remove: (uploadId) => {
      const entries = all();
      if (entries.some((entry) => entry.uploadId === uploadId)) {
        write(entries.filter((entry) => entry.uploadId !== uploadId));
      }
    },
  };
}

function parse(text: string | null): Unfinished[] {
  if (text === null) return [];
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value.filter(isUnfinished) : [];
  } catch {
    return [];
  }
}

function isUnfinished(value: unknown): value is Unfinished {
  if (typeof value !== "object" || value === null) return false;
  const entry = value as Record<string, unknown>;
  return (
    typeof entry.uploadId === "string" &&
    typeof entry.parentId === "string" &&
    typeof entry.path === "string" &&
    typeof entry.size === "number" &&
    typeof entry.modifiedAt === "number" &&
    typeof entry.begunAt === "number"
  );
}
