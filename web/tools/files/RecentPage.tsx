// What changed lately, wherever it is.
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { drivesQuery, recentQuery } from "~/api/files";
import type { Drive, Node, NodeWithPath } from "~/api/types";
import { Breadcrumbs, EmptyState, Page, QuietDayPicture } from "~/kit";
import { Browser } from "./Browser";
import type { EntryColumn } from "./entries/types";
import { FilesFrame } from "./FilesFrame";
import { useNodeColumns, useSecondLine } from "./faces";
import type { Listing } from "./useChildren";
import { driveName } from "./words";

const MOST = 100;

export default function RecentPage() {
  const { t } = useLingui();
  const recent = useQuery(recentQuery(MOST));
  const drives = useQuery(drivesQuery).data?.items ?? [];
  const columns = useNodeColumns();
  const second = useSecondLine();
  const place: EntryColumn<Node> = {
    key: "place",
    label: t`Where`,
    width: "minmax(6rem, 1fr)",
    cell: (node) => whereOf(node as NodeWithPath, drives),
  };
  const listing: Listing<NodeWithPath> = {
    items: recent.data?.items ?? [],
    pending: recent.isPending,
    error: recent.error,
    retry: () => void recent.refetch(),
    hasMore: false,
    loadMore: () => {},
    loadAll: async () => (recent.data?.items ?? []).map(({ id }) => id),
  };
  return (
    <FilesFrame drive={null}>
      <Page
        title={t`Recent`}
        heading={<Breadcrumbs crumbs={[{ key: "recent", label: t`Recent` }]} />}
        width="flow"
      >
        <Browser
          label={t`Recent files`}
          listing={listing}
          drives={drives}
          // Sorting what is recent by anything else would make it something else.
          columns={[place, ...columns.map((column) => ({ ...column, sort: undefined }))]}
          second={(node) => `${whereOf(node as NodeWithPath, drives)} · ${second(node)}`}
          folder={null}
          empty={
            <EmptyState picture={<QuietDayPicture />} title={t`Nothing has changed lately`}>
              <Trans>The files that you and others work on appear here.</Trans>
            </EmptyState>
          }
        />
      </Page>
    </FilesFrame>
  );
}

function whereOf(node: NodeWithPath, drives: readonly Drive[]): string {
  const drive = drives.find(({ id }) => id === node.drive_id);
  return [drive ? driveName(drive) : "", ...node.path.slice(1, -1).map(({ name }) => name)]
    .filter((word) => word !== "")
    .join(" / ");
}
