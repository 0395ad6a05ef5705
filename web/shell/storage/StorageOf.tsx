// What the files of one person, or the folder of one group, take; for administrators, who may limit it.
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type Stored, storageOfQuery } from "~/api/storage";
import type { Id } from "~/api/types";
import { Button, Skeleton } from "~/kit";
import { useOrganisation } from "../session";
import { LimitDialog } from "./LimitDialog";
import css from "./storage.module.css";
import { Used } from "./Used";

export function StorageOf({ kind, owner, name }: { kind: Stored; owner: Id; name: string }) {
  const { t } = useLingui();
  const on = useOrganisation().tools.includes("files");
  const stored = useQuery({ ...storageOfQuery(kind, owner), enabled: on });
  const [limiting, setLimiting] = useState(false);
  // Guests have no storage of their own, and not every group has a folder.
  if (!on || stored.isError || stored.data?.closed) return null;
  if (!stored.data) return <Skeleton width="12rem" />;
  return (
    <div className={css.of}>
      <Used label={name} used={stored.data.used_bytes} limit={stored.data.limit_bytes} />
      <Button small onClick={() => setLimiting(true)} aria-label={t`Change the limit: ${name}`}>
        <Trans>Change the limit</Trans>
      </Button>
      {limiting && <LimitDialog stored={stored.data} onClose={() => setLimiting(false)} />}
    </div>
  );
}
