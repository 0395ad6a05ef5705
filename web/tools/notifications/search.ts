/** What the address of the list says. */
export interface NoticesSearch {
  unread?: boolean;
}

export function readSearch(raw: Record<string, unknown>): NoticesSearch {
  return raw.unread === true || raw.unread === "true" ? { unread: true } : {};
}
