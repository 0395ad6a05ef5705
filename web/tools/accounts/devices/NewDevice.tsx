// Makes the password of a device: first what the device is called, then what to do with the password.
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { ACCOUNTS, createAppPassword } from "~/api/accounts";
import type { NewAppPassword } from "~/api/types";
import { Button, Dialog, ProblemMessage, TextField } from "~/kit";

export interface NewDeviceProps {
  title: string;
  /** What the device is called as long as nothing else is typed. */
  suggestion: string;
  /** The words on the button. */
  confirm: string;
  onClose: () => void;
  /** The dialog with the password, which is known this once. */
  children: (made: NewAppPassword) => ReactNode;
}

export function NewDevice({ title, suggestion, confirm, onClose, children }: NewDeviceProps) {
  const { t } = useLingui();
  const queries = useQueryClient();
  const [label, setLabel] = useState(suggestion);
  const name = label.trim();
  const create = useMutation({
    mutationFn: () => createAppPassword(name),
    onSuccess: () => void queries.invalidateQueries({ queryKey: ACCOUNTS }),
  });
  if (create.data) return children(create.data);
  return (
    <Dialog
      open
      onClose={onClose}
      title={title}
      onSubmit={() => name !== "" && !create.isPending && create.mutate()}
      actions={
        <>
          <Button look="quiet" onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button look="main" type="submit" busy={create.isPending} disabled={name === ""}>
            {confirm}
          </Button>
        </>
      }
    >
      <TextField
        label={t`What is this device called?`}
        hint={t`You will recognise it by this name in your account.`}
        value={label}
        onChange={setLabel}
        onFocus={(event) => event.currentTarget.select()}
        maxLength={100}
        autoComplete="off"
        autoFocus
      />
      {create.isError && <ProblemMessage error={create.error} />}
    </Dialog>
  );
}
