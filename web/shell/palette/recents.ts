// What was opened last from a search: kept on this device for the person who is signed in, and forgotten when they
// sign out.
import type { Id } from "~/api/types";

export interface RecentThing {
  kind: string;
  id: string;
  title: string;
  detail: string | null;
  link: string;
  picture: string | null;
}

const STORED = "liiibre.opened";
const MOST = 6;

const isText = (value: unknown): value is string => typeof value === "string";

function isThing(value: unknown): value is RecentThing {
  if (typeof value !== "object" || value === null) return false;
  const { kind, id, title, detail, link, picture } = value as Record<string, unknown>;
  const optional = [detail, picture].every((one) => one === null || isText(one));
  return [kind, id, title].every(isText) && optional && isText(link) && /^\/(?!\/)/.test(link);
}

/** The last things that this person opened, newest first; nothing that somebody else did. */
export function recentThings(person: Id): RecentThing[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(STORED) ?? "null");
    if (typeof kept !== "object" || kept === null) return [];
    const { of, things } = kept as { of?: unknown; things?: unknown };
    return of === person && Array.isArray(things) ? things.filter(isThing).slice(0, MOST) : [];
  } catch {
    return [];
  }
}

export function rememberThing(person: Id, thing: RecentThing): void {
  const { kind, id, title, detail, link, picture } = thing;
  const others = recentThings(person).filter((other) => other.kind !== kind || other.id !== id);
  const things = [{ kind, id, title, detail, link, picture }, ...others].slice(0, MOST);
  try {
    localStorage.setItem(STORED, JSON.stringify({ of: person, things }));
  } catch {
    // A full or forbidden storage only means that nothing is remembered.
  }
}

export function forgetThings(): void {
  localStorage.removeItem(STORED);
}
