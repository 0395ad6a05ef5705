// Plain text, as it is written: the source of a page or of Markdown too. Of a long file only the beginning.
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { contentUrl, FILES } from "~/api/files";
import { problemFrom } from "~/api/problem";
import type { Node } from "~/api/types";
import { Button, Hidden, Notice, ProblemMessage, SkeletonRows, useFormats } from "~/kit";
import { download } from "../download";
import { NoPreview } from "./Preview";
import css from "./Preview.module.css";
import { textOf } from "./text";

const MOST_BYTES = 256 * 1024;

export function TextViewer({ node }: { node: Node }) {
  const { t } = useLingui();
  const { size } = useFormats();
  const { data, error, refetch } = useQuery({
    queryKey: [FILES, "text", node.id, node.etag],
    queryFn: async ({ signal }) => {
      if (node.size === 0) return "";
      const response = await fetch(contentUrl(node.id), {
        headers: { Range: `bytes=0-${MOST_BYTES - 1}` },
        signal,
      });
      if (!response.ok) throw problemFrom(response.status, await response.text(), response.headers);
      return textOf(await response.arrayBuffer(), MOST_BYTES);
    },
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
  });
  if (error) {
    return (
      <div className={css.paper}>
        <ProblemMessage error={error} onRetry={() => void refetch()} />
      </div>
    );
  }
  if (data === undefined) {
    return (
      <div className={css.paper}>
        <SkeletonRows icon={false} rows={8} />
      </div>
    );
  }
  if (data === null)
    return <NoPreview node={node} why={<Trans>This is not text, whatever its name says.</Trans>} />;
  return (
    <section
      className={css.text}
      aria-label={t`Contents of “${node.name}”`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable with the keyboard
      tabIndex={0}
    >
      <pre>{data === "" ? <Hidden>{t`This file is empty.`}</Hidden> : data}</pre>
      {node.size > MOST_BYTES && (
        <div className={css.cut}>
          <Notice
            action={
              <Button small onClick={() => download([node])}>
                <Trans>Download</Trans>
              </Button>
            }
          >
            <Trans>
              This is the beginning: {size(MOST_BYTES)} of {size(node.size)}.
            </Trans>
          </Notice>
        </div>
      )}
    </section>
  );
}
