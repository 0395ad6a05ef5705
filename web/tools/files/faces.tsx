// How nodes look in a list: their pictures, their columns, their second line on a phone.
import { useLingui } from "@lingui/react/macro";
import { useRouter } from "@tanstack/react-router";
import { previewUrl } from "~/api/files";
import type { Drive, Node, PersonRef } from "~/api/types";
import { useFormats } from "~/kit";
import { useMe } from "~/shell/session";
import type { EntryColumn, EntryFace } from "./entries/types";
import css from "./faces.module.css";
import { kindOf } from "./kinds";
import { folderPath } from "./place";

export function useNodeFace(drives: readonly Drive[]): (node: Node) => EntryFace {
  const router = useRouter();
  return (node) => ({
    fileKind: kindOf(node),
    thumb: node.has_preview ? previewUrl(node, 256) : null,
    href: router.history.createHref(
      node.kind === "folder"
        ? folderPath(node.id, drives)
        : `${folderPath(node.parent_id ?? "", drives)}?preview=${node.id}`,
    ),
  });
}

/** "me" for the reader: who else it was is what one looks for. */
export function usePersonWords(): (person: PersonRef | null) => string {
  const { t } = useLingui();
  const me = useMe();
  return (person) => (person === null ? "" : person.id === me.id ? t`you` : person.name);
}

export function useNodeColumns(): EntryColumn<Node>[] {
  const { t } = useLingui();
  const { size } = useFormats();
  return [
    {
      key: "modified",
      label: t`Modified`,
      width: "minmax(8.5rem, 1fr)",
      sort: "modified",
      cell: (node) => <When at={node.modified_at} by={node.modified_by} />,
    },
    {
      key: "size",
      label: t`Size`,
      width: "5.5rem",
      align: "end",
      sort: "size",
      cell: (node) => (node.kind === "file" ? size(node.size) : "—"),
    },
  ];
}

export function When({ at, by }: { at: string; by: PersonRef | null }) {
  const { when, dateTime } = useFormats();
  const words = usePersonWords();
  const person = words(by);
  return (
    <>
      <time dateTime={at} title={dateTime(at)}>
        {when(at)}
      </time>
      {person !== "" && <span className={css.by}>{person}</span>}
    </>
  );
}

export function useSecondLine(): (node: Node) => string {
  const { when, size } = useFormats();
  const words = usePersonWords();
  return (node) =>
    [when(node.modified_at), node.kind === "file" ? size(node.size) : null, words(node.modified_by)]
      .filter(Boolean)
      .join(" · ");
}
