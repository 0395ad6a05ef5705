// Where to move or copy to. The keyboard's way of dragging.
import { Trans, useLingui } from "@lingui/react/macro";
import { IconFolderPlus } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { drivesQuery, nodeQuery } from "~/api/files";
import type { Id, Node } from "~/api/types";
import { Button, Dialog } from "~/kit";
import { FolderTree, type TreeFolder } from "./FolderTree";
import { NewFolderDialog } from "./NewFolderDialog";
import type { Target } from "./operations";
import { canEdit } from "./rights";
import { driveName, nameOrCount } from "./words";

export interface DestinationDialogProps {
  mode: "move" | "copy";
  nodes: readonly Node[];
  /** Where they are now: shown open at first. */
  from: Id | null;
  onClose: () => void;
  onChosen: (target: Target) => void;
}

export default function DestinationDialog({ mode, nodes, from, onClose, onChosen }: DestinationDialogProps) {
  const { t } = useLingui();
  const queries = useQueryClient();
  const { data } = useQuery(drivesQuery);
  const drives = data?.items ?? [];
  const [chosen, setChosen] = useState<TreeFolder | null>(null);
  const [open, setOpen] = useState<ReadonlySet<Id>>(new Set());
  const [making, setMaking] = useState(false);
  const moving = new Set(mode === "move" ? nodes.map(({ id }) => id) : []);

  const start = useQuery({ ...nodeQuery(from ?? ""), enabled: from !== null }).data;
  useEffect(() => {
    if (!start) return;
    setOpen((before) => new Set([...before, ...start.path.map(({ id }) => id)]));
    setChosen((before) => {
      if (before !== null) return before;
      const drive = queries
        .getQueryData(drivesQuery.queryKey)
        ?.items.find(({ root_id }) => root_id === start.id);
      return { id: start.id, name: drive ? driveName(drive) : start.name, role: start.role };
    });
  }, [start, queries]);

  const title = mode === "move" ? t`Move ${nameOrCount(nodes)} to…` : t`Copy ${nameOrCount(nodes)} to…`;
  const already =
    mode === "move" && chosen !== null && nodes.every(({ parent_id }) => parent_id === chosen.id);
  const allowed = chosen !== null && canEdit(chosen.role);

  function confirm(): void {
    if (chosen === null || already || !allowed) return;
    onChosen({ id: chosen.id, name: chosen.name });
    onClose();
  }

  return (
    <>
      <Dialog
        open
        onClose={onClose}
        title={title}
        width={520}
        onSubmit={confirm}
        actions={
          <>
            <Button
              look="quiet"
              icon={<IconFolderPlus size={18} stroke={1.75} />}
              disabled={!allowed}
              onClick={() => setMaking(true)}
              style={{ marginInlineEnd: "auto" }}
            >
              <Trans>New folder</Trans>
            </Button>
            <Button look="quiet" onClick={onClose}>
              <Trans>Cancel</Trans>
            </Button>
            <Button look="main" type="submit" disabled={already || !allowed}>
              {mode === "move" ? <Trans>Move here</Trans> : <Trans>Copy here</Trans>}
            </Button>
          </>
        }
      >
        <FolderTree
          drives={drives}
          chosen={chosen?.id ?? null}
          onChoose={setChosen}
          open={open}
          onOpen={(id, isOpen) =>
            setOpen((before) => {
              const next = new Set(before);
              if (isOpen) next.add(id);
              else next.delete(id);
              return next;
            })
          }
          closed={moving}
        />
        {already && (
          <p>
            <Trans>They are already in this folder.</Trans>
          </p>
        )}
        {chosen !== null && !allowed && (
          <p>
            <Trans>You can look into this folder, but not put anything there.</Trans>
          </p>
        )}
      </Dialog>
      {making && chosen && (
        <NewFolderDialog
          parentId={chosen.id}
          onClose={() => setMaking(false)}
          onMade={(folder) => {
            setOpen((before) => new Set([...before, chosen.id]));
            setChosen(folder);
          }}
        />
      )}
    </>
  );
}
