// How the things that a search finds are called and drawn: each tool says it of its own.
import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { IconFileUnknown } from "@tabler/icons-react";
import type { FoundKind, Tool } from "../tool";

/** Of a tool that this page does not know yet: the server is newer than what the browser has loaded. */
const OTHER = { label: msg`Other`, icon: IconFileUnknown } satisfies Partial<FoundKind>;

export function kindsOf(tools: readonly Tool[]): FoundKind[] {
  return tools.flatMap((tool) => tool.finds ?? []);
}

export function kindNamed(kinds: readonly FoundKind[], kind: string): FoundKind {
  return kinds.find((known) => known.kind === kind) ?? { kind, ...OTHER };
}

/** Where or what a thing is, for the reader. */
export function whereIs(
  thing: { detail: string | null },
  kind: FoundKind,
  words: (message: MessageDescriptor) => string,
): string | undefined {
  return thing.detail ?? (kind.nowhere && words(kind.nowhere));
}

/** The kinds of what was found, that of the best first. */
export function kindsInOrder(things: readonly { kind: string }[]): string[] {
  return [...new Set(things.map((thing) => thing.kind))];
}
