import { Trans, useLingui } from "@lingui/react/macro";
import { IconPlus } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ACCOUNTS, appPasswordsQuery, createAppPassword, revokeAppPassword } from "~/api/accounts";
import type { AppPassword } from "~/api/types";
import {
  Button,
  CopyField,
  Dialog,
  ProblemMessage,
  Section,
  SkeletonRows,
  Table,
  TextField,
  toast,
  useFormats,
} from "~/kit";
import { useMe } from "~/shell/session";
import css from "./account.module.css";

export function DevicePasswordsSection() {
  const { t } = useLingui();
  const { ago, dateTime, date } = useFormats();
  const { handle } = useMe();
  const queries = useQueryClient();
  const passwords = useQuery(appPasswordsQuery);
  const [creating, setCreating] = useState(false);
  const [ending, setEnding] = useState<AppPassword | null>(null);
  const refresh = () => queries.invalidateQueries({ queryKey: ACCOUNTS });
  const revoke = useMutation({
    mutationFn: (password: AppPassword) => revokeAppPassword(password.id),
    onSuccess: (_answer, password) => {
      setEnding(null);
      toast(t`“${password.label}” can no longer connect.`);
    },
    onSettled: refresh,
  });
  const items = passwords.data?.items;
  return (
    <Section
      title={t`Device passwords`}
      lead={t`One for each program that opens your files outside the browser. Your own password never leaves this site, and each device can be cut off alone.`}
      actions={
        <Button icon={<IconPlus size={18} stroke={1.75} />} onClick={() => setCreating(true)}>
          <Trans>Connect a program</Trans>
        </Button>
      }
    >
      <CopyField label={t`Address of your files (WebDAV)`} value={davAddress(handle)} />
      {passwords.isPending && <SkeletonRows rows={2} icon={false} />}
      {passwords.isError && (
        <ProblemMessage error={passwords.error} onRetry={() => void passwords.refetch()} />
      )}
      {items?.length === 0 && (
        <p className={css.soft}>
          <Trans>No program is connected yet.</Trans>
        </p>
      )}
      {items && items.length > 0 && (
        <Table
          caption={t`Device passwords`}
          rows={items}
          rowKey={(password) => password.id}
          columns={[
            {
              key: "label",
              header: t`Device or program`,
              cell: (password) => <span className={css.device}>{password.label}</span>,
            },
            { key: "created", header: t`Created`, cell: (password) => date(password.created_at) },
            {
              key: "used",
              header: t`Last used`,
              cell: (password) =>
                password.last_used_at ? (
                  <time dateTime={password.last_used_at} title={dateTime(password.last_used_at)}>
                    {ago(password.last_used_at)}
                  </time>
                ) : (
                  <Trans>Never</Trans>
                ),
            },
            {
              key: "actions",
              header: t`Actions`,
              align: "end",
              actions: true,
              cell: (password) => (
                <Button
                  small
                  aria-label={t`Disconnect ${password.label}`}
                  onClick={() => setEnding(password)}
                >
                  <Trans>Disconnect</Trans>
                </Button>
              ),
            },
          ]}
        />
      )}
      {creating && <NewPassword onClose={() => setCreating(false)} onCreated={() => void refresh()} />}
      <Dialog
        open={ending !== null}
        onClose={() => setEnding(null)}
        title={t`Disconnect “${ending?.label ?? ""}”?`}
        actions={
          <>
            <Button look="quiet" onClick={() => setEnding(null)}>
              <Trans>Cancel</Trans>
            </Button>
            <Button
              look="main"
              danger
              busy={revoke.isPending}
              onClick={() => ending && revoke.mutate(ending)}
            >
              <Trans>Disconnect</Trans>
            </Button>
          </>
        }
      >
        <p>
          <Trans>
            The program will be refused from its next request on. To connect it again, you will need a new
            device password.
          </Trans>
        </p>
        {revoke.isError && <ProblemMessage error={revoke.error} />}
      </Dialog>
    </Section>
  );
}

const davAddress = (handle: string) => `${window.location.origin}/dav/files/${encodeURIComponent(handle)}/`;

function NewPassword({ onClose, onCreated }: { onClose: () => void; onCreated: () => void }) {
  const { t } = useLingui();
  const [label, setLabel] = useState("");
  const create = useMutation({ mutationFn: () => createAppPassword(label.trim()), onSuccess: onCreated });
  const made = create.data;
  if (made) {
    return (
      <Dialog
        open
        onClose={onClose}
        title={t`“${made.label}” is ready to connect`}
        width={520}
        actions={
          <Button look="main" onClick={onClose}>
            <Trans>I have copied it</Trans>
          </Button>
        }
      >
        <p>
          <Trans>Type these three into the program. The password is shown this once only.</Trans>
        </p>
        <div className={css.steps}>
          <CopyField label={t`Address`} value={davAddress(made.login)} />
          <CopyField label={t`Name`} value={made.login} />
          <CopyField label={t`Password`} value={made.password} autoFocus />
        </div>
      </Dialog>
    );
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title={t`Connect a program`}
      onSubmit={() => label.trim() !== "" && !create.isPending && create.mutate()}
      actions={
        <>
          <Button look="quiet" onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button look="main" type="submit" busy={create.isPending} disabled={label.trim() === ""}>
            <Trans>Create the password</Trans>
          </Button>
        </>
      }
    >
      <TextField
        label={t`Which device or program is it for?`}
        hint={t`For example “Laptop” or “Files on my phone”. You will recognise it by this name.`}
        value={label}
        onChange={setLabel}
        maxLength={100}
        autoFocus
      />
      {create.isError && <ProblemMessage error={create.error} />}
    </Dialog>
  );
}
