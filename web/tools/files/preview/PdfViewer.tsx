// A PDF in the browser's own viewer, which keeps what is in it away from this page. The bytes are fetched and handed over
// as what they are said to be, PDF and nothing else: a file that only calls itself PDF shows nothing rather than a page.
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { contentUrl, FILES } from "~/api/files";
import { problemFrom } from "~/api/problem";
import type { Node } from "~/api/types";
import { ProblemMessage, Skeleton } from "~/kit";
import { NoPreview } from "./Preview";
import css from "./Preview.module.css";

/** It is held in memory while it is looked at. */
const MOST_BYTES = 100_000_000;

export function PdfViewer({ node }: { node: Node }) {
  const { t } = useLingui();
  const showable = navigator.pdfViewerEnabled && node.size <= MOST_BYTES;
  const { data, error, refetch } = useQuery({
    queryKey: [FILES, "pdf", node.id, node.etag],
    queryFn: async ({ signal }) => {
      const response = await fetch(contentUrl(node.id), { signal });
      if (!response.ok) throw problemFrom(response.status, await response.text(), response.headers);
      return new Blob([await response.arrayBuffer()], { type: "application/pdf" });
    },
    enabled: showable,
    gcTime: 30_000,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const [address, setAddress] = useState<string | null>(null);
  const [refused, setRefused] = useState(false);
  useEffect(() => {
    if (!data) return;
    const made = URL.createObjectURL(data);
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [data]);
  useEffect(() => {
    // An installation may forbid frames altogether.
    const onRefused = (event: SecurityPolicyViolationEvent) => {
      if (event.effectiveDirective === "frame-src" || event.effectiveDirective === "child-src")
        setRefused(true);
    };
    document.addEventListener("securitypolicyviolation", onRefused);
    return () => document.removeEventListener("securitypolicyviolation", onRefused);
  }, []);

  if (!showable || refused) {
    return (
      <NoPreview
        node={node}
        why={
          node.size > MOST_BYTES ? (
            <Trans>This document is too large to be shown here.</Trans>
          ) : (
            <Trans>This browser does not show PDF documents in a page.</Trans>
          )
        }
      />
    );
  }
  if (error) {
    return (
      <div className={css.paper}>
        <ProblemMessage error={error} onRetry={() => void refetch()} />
      </div>
    );
  }
  if (address === null) return <Skeleton width="min(50rem, 80%)" height="86%" />;
  return <iframe className={css.frame} src={address} title={t`Contents of “${node.name}”`} />;
}
