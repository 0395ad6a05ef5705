// The browsers that are pushed to: this one first, and whether it can be.
import { Trans, useLingui } from "@lingui/react/macro";
import { IconBellRinging } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { CHOICES, devicesQuery, removeDevice, testDevice } from "~/api/notifications";
import type { PushDevice } from "~/api/types";
import { Badge, Button, Notice, ProblemMessage, Section, SkeletonRows, toast, useFormats } from "~/kit";
import css from "./preferences.module.css";
import { agree, disagree, obstacle } from "./push";

export function DevicesSection() {
  const { t } = useLingui();
  const queries = useQueryClient();
  const devices = useQuery(devicesQuery);
  const [refused, setRefused] = useState(false);
  const refresh = () => queries.invalidateQueries({ queryKey: CHOICES });
  const add = useMutation({
    mutationFn: agree,
    onSuccess: (device) => {
      setRefused(device === null);
      if (device) toast(t`This device is notified from now on.`);
    },
    onSettled: refresh,
  });
  const { data } = devices;
  const here = data?.items.some((device) => device.current) ?? false;
  return (
    <Section
      title={t`On your devices`}
      lead={t`Notifications that appear even when this site is closed. They end when you sign out there.`}
    >
      <div className={css.form}>
        {devices.isPending && <SkeletonRows rows={2} icon={false} />}
        {devices.isError && !data && (
          <ProblemMessage error={devices.error} onRetry={() => void devices.refetch()} />
        )}
        {data && !here && (
          <Offer refused={refused} busy={add.isPending} onAgree={() => add.mutate(data.key)} />
        )}
        {add.error && <CannotSubscribe error={add.error} />}
        {data && data.items.length > 0 && (
          <ul>
            {data.items.map((device) => (
              <Device key={device.id} device={device} onChange={() => void refresh()} />
            ))}
          </ul>
        )}
      </div>
    </Section>
  );
}

function Offer({ refused, busy, onAgree }: { refused: boolean; busy: boolean; onAgree: () => void }) {
  const why = obstacle();
  if (why === "install-first")
    return (
      <Notice>
        <Trans>
          On this device, first put the site on the home screen (Share, then Add to Home Screen), then come
          back here.
        </Trans>
      </Notice>
    );
  if (why === "unsupported")
    return (
      <Notice>
        <Trans>This browser cannot show notifications of sites. Another one may.</Trans>
      </Notice>
    );
  if (why === "denied" || refused)
    return (
      <Notice tone="warn">
        <Trans>
          This browser was told not to show notifications of this site. Allow them in its settings, near the
          address, then come back here.
        </Trans>
      </Notice>
    );
  return (
    <div className={css.row}>
      <Button look="soft" icon={<IconBellRinging size={18} stroke={1.75} />} busy={busy} onClick={onAgree}>
        <Trans>Notify me on this device</Trans>
      </Button>
    </div>
  );
}

/** What the browser itself says is for programmers. */
function CannotSubscribe({ error }: { error: Error }) {
  if (error instanceof DOMException || error instanceof TypeError)
    return (
      <Notice tone="warn">
        <Trans>
          This browser could not reach the service that carries its notifications. Check the connection, then
          try again; in a private window it never works.
        </Trans>
      </Notice>
    );
  return <ProblemMessage error={error} />;
}

function Device({ device, onChange }: { device: PushDevice; onChange: () => void }) {
  const { t } = useLingui();
  const { ago, dateTime } = useFormats();
  const label = device.label || t`A browser`;
  const test = useMutation({
    mutationFn: () => testDevice(device.id),
    onSuccess: () => toast(t`A notification is on its way.`),
    onSettled: onChange,
  });
  const remove = useMutation({
    mutationFn: async () => {
      if (device.current) await disagree().catch(() => {});
      await removeDevice(device.id);
    },
    onSuccess: () => toast(t`This device is notified no more.`),
    onSettled: onChange,
  });
  const error = test.error ?? remove.error;
  return (
    <li className={css.device}>
      <span>
        <span className={css.label}>
          {label}
          {device.current && (
            <Badge tone="good">
              <Trans>This one</Trans>
            </Badge>
          )}
        </span>
        <span className={css.soft}>
          {device.reached_at ? (
            <time dateTime={device.reached_at} title={dateTime(device.reached_at)}>
              <Trans>Last notified {ago(device.reached_at)}</Trans>
            </time>
          ) : (
            <Trans>Not notified yet</Trans>
          )}
        </span>
      </span>
      <Button small busy={test.isPending} aria-label={t`Try it: ${label}`} onClick={() => test.mutate()}>
        <Trans>Try it</Trans>
      </Button>
      <Button
        small
        look="quiet"
        danger
        busy={remove.isPending}
        aria-label={t`Notify no more: ${label}`}
        onClick={() => remove.mutate()}
      >
        <Trans>Remove</Trans>
      </Button>
      {error && <ProblemMessage error={error} />}
    </li>
  );
}
