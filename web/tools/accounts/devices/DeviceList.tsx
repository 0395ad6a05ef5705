// Whatever holds a device password: since when, when it was last here and from where, and a way to end it.
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { ACCOUNTS, appPasswordsQuery, revokeAppPassword } from "~/api/accounts";
import { isProblem } from "~/api/problem";
import type { AppPassword } from "~/api/types";
import { Button, Dialog, ProblemMessage, SkeletonRows, Table, toast, useFormats } from "~/kit";
import css from "./devices.module.css";

export function DeviceList() {
  const { t } = useLingui();
  const { date } = useFormats();
  const devices = useQuery(appPasswordsQuery);
  const [ending, setEnding] = useState<AppPassword | null>(null);
  const list = useRef<HTMLDivElement>(null);
  const shown = devices.data?.items.length;
  const before = useRef(shown);
  useEffect(() => {
    // A device that goes takes the button with it that had the focus.
    const fewer = shown !== undefined && before.current !== undefined && shown < before.current;
    before.current = shown;
    if (fewer && document.activeElement === document.body) list.current?.focus();
  }, [shown]);
  if (devices.isPending) return <SkeletonRows rows={2} icon={false} />;
  if (devices.isError) return <ProblemMessage error={devices.error} onRetry={() => void devices.refetch()} />;
  return (
    <div ref={list} tabIndex={-1} className={css.list}>
      {shown === 0 && (
        <p className={css.soft}>
          <Trans>No device is connected.</Trans>
        </p>
      )}
      {devices.data.items.length > 0 && (
        <Table
          caption={t`Connected devices`}
          rows={devices.data.items}
          rowKey={(device) => device.id}
          columns={[
            {
              key: "label",
              header: t`Device`,
              cell: (device) => <span className={css.device}>{device.label}</span>,
            },
            { key: "created", header: t`Connected on`, cell: (device) => date(device.created_at) },
            { key: "used", header: t`Last used`, cell: (device) => <LastUse device={device} /> },
            {
              key: "actions",
              header: t`Actions`,
              align: "end",
              actions: true,
              cell: (device) => (
                <Button small aria-label={t`Disconnect ${device.label}`} onClick={() => setEnding(device)}>
                  <Trans>Disconnect</Trans>
                </Button>
              ),
            },
          ]}
        />
      )}
      <EndDevice key={ending?.id} device={ending} onClose={() => setEnding(null)} />
    </div>
  );
}

function LastUse({ device }: { device: AppPassword }) {
  const { ago, dateTime } = useFormats();
  if (device.last_used_at === null) return <Trans>Not yet</Trans>;
  return (
    <span className={css.use}>
      <span>{ago(device.last_used_at)}</span>
      <span className={css.small}>
        <time dateTime={device.last_used_at}>{dateTime(device.last_used_at)}</time>
        {device.last_address && <span>{device.last_address}</span>}
      </span>
    </span>
  );
}

/** It cannot be undone, but connected anew: a question, and no name to type while a lost telephone is still inside. */
function EndDevice({ device, onClose }: { device: AppPassword | null; onClose: () => void }) {
  const { t } = useLingui();
  const queries = useQueryClient();
  const revoke = useMutation({
    mutationFn: async ({ id }: AppPassword) => {
      try {
        await revokeAppPassword(id);
      } catch (error) {
        // Somebody was faster, or the device has signed itself out: it is what was wanted.
        if (!isProblem(error, "not-found")) throw error;
      }
    },
    onSuccess: (_answer, { label }) => {
      onClose();
      toast(t`“${label}” can no longer connect.`);
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ACCOUNTS }),
  });
  return (
    <Dialog
      open={device !== null}
      onClose={onClose}
      title={t`Disconnect “${device?.label ?? ""}”?`}
      actions={
        <>
          <Button look="quiet" onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button look="main" danger busy={revoke.isPending} onClick={() => device && revoke.mutate(device)}>
            <Trans>Disconnect</Trans>
          </Button>
        </>
      }
    >
      <p>
        <Trans>
          It is refused from its next request on. What it has already downloaded stays on it. To connect it
          again, start from the beginning.
        </Trans>
      </p>
      {revoke.isError && <ProblemMessage error={revoke.error} />}
    </Dialog>
  );
}
