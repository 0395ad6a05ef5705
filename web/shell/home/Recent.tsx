import { Trans, useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { previewUrl } from "~/api/files";
import type { Drive, Me, NodeWithPath } from "~/api/types";
import { Button, EmptyState, Hidden, QuietDayPicture, Skeleton, useFormats } from "~/kit";
import { Thumb } from "~/tools/files/entries/Thumb";
import { kindOf } from "~/tools/files/kinds";
import { folderPath } from "~/tools/files/place";
import css from "./HomePage.module.css";

const MOST = 6;

/** The files of the last days: those one was in oneself, and those that others changed. */
export function Recent({
  nodes,
  drives,
  me,
}: {
  nodes: NodeWithPath[] | undefined;
  drives: Drive[];
  me: Me;
}) {
  const { t } = useLingui();
  if (!nodes) {
    return (
      <div className={css.card} aria-busy>
        <Hidden>{t`Loading…`}</Hidden>
        <Skeleton width="9rem" height="1.2rem" />
        <ul className={css.list}>
          {Array.from({ length: MOST }, (_, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the rows are alike and never move
            <li key={index} className={css.row}>
              <Skeleton width={36} height={36} />
              <div className={css.words}>
                <Skeleton width={`${40 + ((index * 13) % 30)}%`} />
                <Skeleton width="30%" height="0.7em" style={{ marginTop: 8 }} />
              </div>
            </li>
          ))}
        </ul>
      </div>
    );
  }
  const files = nodes
    .filter((node) => node.kind === "file")
    .toSorted((a, b) => b.modified_at.localeCompare(a.modified_at));
  const mine = files.filter((node) => node.modified_by?.id === me.id).slice(0, MOST);
  const others = files.filter((node) => node.modified_by && node.modified_by.id !== me.id).slice(0, MOST);
  if (mine.length + others.length === 0) {
    return (
      <div className={css.card}>
        <EmptyState
          picture={<QuietDayPicture />}
          title={t`A quiet place, for now`}
          action={
            <Button look="main" as={Link} to="/files">
              <Trans>Open my files</Trans>
            </Button>
          }
        >
          <Trans>The files that you and others work on will appear here.</Trans>
        </EmptyState>
      </div>
    );
  }
  return (
    <>
      {others.length > 0 && <List title={t`Changed by others`} files={others} drives={drives} withAuthor />}
      {mine.length > 0 && <List title={t`Pick up where you left off`} files={mine} drives={drives} />}
    </>
  );
}

interface ListProps {
  title: string;
  files: NodeWithPath[];
  drives: Drive[];
  withAuthor?: boolean;
}

function List({ title, files, drives, withAuthor }: ListProps) {
  const { t } = useLingui();
  const { when, dateTime } = useFormats();
  /** "My files / Reports": the path without the file itself, the drive by the name the reader knows it by. */
  const where = (node: NodeWithPath) => {
    const drive = drives.find((candidate) => candidate.id === node.drive_id);
    const root = drive?.kind === "personal" ? t`My files` : (drive?.name ?? node.path[0]?.name);
    return [root, ...node.path.slice(1, -1).map((step) => step.name)].filter(Boolean).join(" / ");
  };
  return (
    <section className={css.card}>
      <h2>{title}</h2>
      <ul className={css.list}>
        {files.map((node) => (
          <li key={node.id}>
            <Link
              to={node.parent_id === null ? "/files" : folderPath(node.parent_id, drives)}
              search={{ selected: node.id }}
              className={css.row}
            >
              <Thumb kind={kindOf(node)} src={node.has_preview ? previewUrl(node, 256) : null} />
              <span className={css.words}>
                <span className={css.name}>{node.name}</span>
                <span className={css.detail}>
                  {withAuthor && node.modified_by ? `${node.modified_by.name} · ${where(node)}` : where(node)}
                </span>
              </span>
              <time dateTime={node.modified_at} title={dateTime(node.modified_at)} className={css.when}>
                {when(node.modified_at)}
              </time>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
