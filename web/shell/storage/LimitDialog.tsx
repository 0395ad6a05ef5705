// A limit for the files of one person, or for the folder of one group.
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { FILES } from "~/api/files";
import { limitStorage, STORAGE } from "~/api/storage";
import type { StoredDrive } from "~/api/types";
import { Button, Dialog, Notice, ProblemMessage, Select, TextField, toast, useFormats } from "~/kit";
import { bytesFrom, typedFrom } from "./bytes";

export function LimitDialog({ stored, onClose }: { stored: StoredDrive; onClose: () => void }) {
  const { t } = useLingui();
  const { size, locale } = useFormats();
  const queries = useQueryClient();
  const [own, setOwn] = useState(stored.own_limit_bytes !== null);
  const [typed, setTyped] = useState(() => {
    const bytes = stored.own_limit_bytes ?? stored.usual_limit_bytes;
    return bytes === null ? "" : typedFrom(bytes, locale);
  });
  const [tried, setTried] = useState(false);
  const bytes = bytesFrom(typed);
  const limit = own ? bytes : stored.usual_limit_bytes;
  const fits = !own || bytes !== null;
  const usual = stored.usual_limit_bytes === null ? t`without a limit` : size(stored.usual_limit_bytes);
  const save = useMutation({
    mutationFn: () => limitStorage(stored.kind, stored.owner_id, own ? bytes : null),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: STORAGE });
      void queries.invalidateQueries({ queryKey: [FILES, "drives"] });
      toast(t`The limit is saved.`);
      onClose();
    },
  });
  const used = size(stored.used_bytes);
  return (
    <Dialog
      open
      onClose={onClose}
      title={t`Storage of ${stored.name}`}
      onSubmit={() => {
        setTried(true);
        if (fits && !save.isPending) save.mutate();
      }}
      actions={
        <>
          <Button look="quiet" onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button look="main" type="submit" busy={save.isPending}>
            <Trans>Save</Trans>
          </Button>
        </>
      }
    >
      <Select
        label={t`Limit`}
        value={own ? "own" : "usual"}
        options={[
          { value: "usual", label: t`The usual one: ${usual}` },
          { value: "own", label: t`Another one` },
        ]}
        onChange={(choice) => setOwn(choice === "own")}
      />
      {own && (
        <TextField
          label={t`Gigabytes`}
          hint={t`${used} are used now.`}
          inputMode="decimal"
          value={typed}
          onChange={setTyped}
          error={tried && bytes === null && t`Give a number of gigabytes: 5, or 0.5.`}
        />
      )}
      {limit !== null && limit < stored.used_bytes && (
        <Notice tone="neutral" title={t`This is less than what is used`}>
          <Trans>
            Nothing is lost: what is there stays and can be read and deleted. Nothing can be added until there
            is room again.
          </Trans>
        </Notice>
      )}
      {save.isError && <ProblemMessage error={save.error} />}
    </Dialog>
  );
}
