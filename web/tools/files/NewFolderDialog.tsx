// Asks what a new folder is called.
import { Trans, useLingui } from "@lingui/react/macro";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Id, Node } from "~/api/types";
import { Button, Dialog, problemWords, TextField } from "~/kit";
import { cleaned, nameProblem } from "./names";
import { makeFolder } from "./operations";
import { nameProblemWords } from "./words";

export interface NewFolderDialogProps {
  parentId: Id;
  onClose: () => void;
  onMade: (folder: Node) => void;
}

export function NewFolderDialog({ parentId, onClose, onMade }: NewFolderDialogProps) {
  const { t } = useLingui();
  const queries = useQueryClient();
  const [name, setName] = useState("");
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<{ name: string; error: unknown } | null>(null);
  const [tried, setTried] = useState(false);
  const problem = nameProblem(name);
  const words = refusal && refusal.name === name ? problemWords(refusal.error) : null;
  const error = words
    ? `${words.what} ${words.next}`
    : problem && (tried || name !== "")
      ? nameProblemWords(problem)
      : undefined;

  async function create(): Promise<void> {
    setTried(true);
    if (problem || busy) return;
    setBusy(true);
    try {
      onMade(await makeFolder(queries, parentId, cleaned(name)));
      onClose();
    } catch (failure) {
      setRefusal({ name, error: failure });
      setBusy(false);
    }
  }

  return (
    <Dialog
      open
      onClose={onClose}
      title={t`New folder`}
      onSubmit={() => void create()}
      actions={
        <>
          <Button look="quiet" onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button look="main" type="submit" busy={busy}>
            <Trans>Create</Trans>
          </Button>
        </>
      }
    >
      <TextField
        label={t`Name of the folder`}
        value={name}
        onChange={setName}
        error={error}
        autoComplete="off"
        autoFocus
      />
    </Dialog>
  );
}
