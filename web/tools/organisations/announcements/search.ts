const ID = /^[0-9a-f-]{36}$/i;

/** Which announcement the address is about. */
export function readAnnouncementSearch(raw: Record<string, unknown>): { id?: string } {
  return typeof raw.id === "string" && ID.test(raw.id) ? { id: raw.id } : {};
}
