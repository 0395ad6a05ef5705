// How much the organisation uses, how much each person may, and who uses most: for administrators.
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Navigate } from "@tanstack/react-router";
import { useState } from "react";
import { FILES } from "~/api/files";
import { changeOrganisation, organisationQuery } from "~/api/organisations";
import { STORAGE, storageQuery } from "~/api/storage";
import type { Storage, StoredDrive } from "~/api/types";
import {
  Badge,
  Button,
  Page,
  ProblemMessage,
  Section,
  Select,
  SkeletonRows,
  TextField,
  toast,
  useFormats,
} from "~/kit";
import { SettingsTabs } from "~/shell/SettingsTabs";
import { isAdmin, useMe } from "~/shell/session";
import { bytesFrom, typedFrom } from "~/shell/storage/bytes";
import { LimitDialog } from "~/shell/storage/LimitDialog";
import { Used } from "~/shell/storage/Used";
import css from "./storage.module.css";

export default function StoragePage() {
  const { t } = useLingui();
  const storage = useQuery(storageQuery);
  if (!isAdmin(useMe())) return <Navigate to="/" replace />;
  return (
    <Page title={t`Organisation settings`} width="narrow">
      <SettingsTabs />
      {storage.isPending && <SkeletonRows rows={6} icon={false} />}
      {storage.isError && !storage.data && (
        <ProblemMessage error={storage.error} onRetry={() => void storage.refetch()} />
      )}
      {storage.data && (
        <>
          <Whole storage={storage.data} />
          <Usual storage={storage.data} />
          <Largest drives={storage.data.largest} />
        </>
      )}
    </Page>
  );
}

function Whole({ storage }: { storage: Storage }) {
  const { t } = useLingui();
  return (
    <Section title={t`Storage`} lead={t`What all files take together, the trash included.`}>
      <Used label={t`the whole organisation`} used={storage.used_bytes} limit={storage.limit_bytes} />
      <p className={css.small}>
        <Trans>
          The limit of the organisation is set by whoever runs this server. Ask them if you need more.
        </Trans>
      </p>
    </Section>
  );
}

function Usual({ storage }: { storage: Storage }) {
  const { t } = useLingui();
  const { size, locale } = useFormats();
  const queries = useQueryClient();
  const { person_chosen_bytes: chosen, person_default_bytes: fallback } = storage;
  const [own, setOwn] = useState(chosen !== null);
  const [typed, setTyped] = useState(() => {
    const bytes = chosen ?? fallback;
    return bytes === null ? "" : typedFrom(bytes, locale);
  });
  const bytes = own ? bytesFrom(typed) : null;
  const usual = fallback === null ? t`without a limit` : size(fallback);
  const save = useMutation({
    mutationFn: () => changeOrganisation({ person_quota_bytes: bytes }),
    onSuccess: (organisation) => {
      queries.setQueryData(organisationQuery.queryKey, organisation);
      void queries.invalidateQueries({ queryKey: STORAGE });
      void queries.invalidateQueries({ queryKey: [FILES, "drives"] });
      toast(t`The settings are saved.`);
    },
  });
  const bad = own && bytes === null;
  const changed = bytes !== chosen;
  return (
    <Section
      title={t`For each person`}
      lead={t`How much each person’s own files may take. It counts at once; where it is below what somebody has, nothing is lost and nothing can be added.`}
    >
      <form
        className={css.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (!bad && changed) save.mutate();
        }}
      >
        <Select
          label={t`Limit`}
          value={own ? "own" : "usual"}
          options={[
            { value: "usual", label: t`As on the whole server: ${usual}` },
            { value: "own", label: t`Our own` },
          ]}
          onChange={(choice) => setOwn(choice === "own")}
        />
        {own && (
          <TextField
            label={t`Gigabytes`}
            hint={t`Somebody in particular gets another limit on their page, among the people.`}
            inputMode="decimal"
            value={typed}
            onChange={setTyped}
            error={bad && typed !== "" && t`Give a number of gigabytes: 5, or 0.5.`}
          />
        )}
        {save.isError && <ProblemMessage error={save.error} />}
        <div className={css.row}>
          <Button look="main" type="submit" busy={save.isPending} disabled={bad || !changed}>
            <Trans>Save</Trans>
          </Button>
        </div>
      </form>
    </Section>
  );
}

function Largest({ drives }: { drives: readonly StoredDrive[] }) {
  const { t } = useLingui();
  const [limiting, setLimiting] = useState<StoredDrive | null>(null);
  return (
    <Section
      title={t`What takes most`}
      lead={t`The ten people and group spaces with most in them. What they hold is shown to nobody here.`}
    >
      {drives.length === 0 ? (
        <p className={css.small}>
          <Trans>There are no files yet.</Trans>
        </p>
      ) : (
        <ul className={css.list}>
          {drives.map((one) => (
            <li key={one.id}>
              <div className={css.head}>
                <span className={css.name}>{one.name}</span>
                <Badge tone={one.kind === "group" ? "accent" : "neutral"}>
                  {one.kind === "group" ? t`Group space` : t`Person`}
                </Badge>
                {one.own_limit_bytes !== null && <Badge>{t`own limit`}</Badge>}
                {one.closed && <Badge tone="warn">{t`closed`}</Badge>}
              </div>
              <Used label={one.name} used={one.used_bytes} limit={one.limit_bytes} />
              <div>
                <Button small onClick={() => setLimiting(one)} aria-label={t`Change the limit: ${one.name}`}>
                  <Trans>Change the limit</Trans>
                </Button>
              </div>
            </li>
          ))}
        </ul>
      )}
      {limiting && <LimitDialog stored={limiting} onClose={() => setLimiting(null)} />}
    </Section>
  );
}
