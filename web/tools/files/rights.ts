// What the rights the server sent allow here. The server judges; this only keeps buttons away that would be refused.
import type { Node, Role } from "~/api/types";

export function canEdit(role: Role): boolean {
  return role === "editor" || role === "manager";
}

export function canEditAll(nodes: readonly Pick<Node, "role">[]): boolean {
  return nodes.every(({ role }) => canEdit(role));
}
