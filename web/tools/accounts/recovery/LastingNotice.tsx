// What others did to one's way in, said until it was read, in each browser anew: whoever got in that way could
// otherwise take the message away.
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { recoveriesQuery } from "~/api/recovery";
import type { Id, Recovery } from "~/api/types";
import { Button, Dialog, useFormats } from "~/kit";
import css from "../account.module.css";

const READ = "liiibre.recoveries-read";

function readBefore(): Id[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(READ) ?? "[]");
    return Array.isArray(kept) ? kept.filter((id) => typeof id === "string") : [];
  } catch {
    return [];
  }
}

export default function LastingNotice() {
  const { t } = useLingui();
  const { data } = useQuery(recoveriesQuery);
  const [read, setRead] = useState(readBefore);
  const unread = data?.items.filter(({ id }) => !read.includes(id)) ?? [];
  if (unread.length === 0) return null;
  const understood = () => {
    const all = [...read, ...unread.map(({ id }) => id)].slice(-100);
    try {
      localStorage.setItem(READ, JSON.stringify(all));
    } catch {
      // A browser that keeps nothing says it again.
    }
    setRead(all);
  };
  return (
    <Dialog
      open
      onClose={understood}
      title={t`Your account was touched by others`}
      actions={
        <>
          <Button as={Link} to="/account" hash="password" look="quiet" onClick={understood}>
            <Trans>Change my password</Trans>
          </Button>
          <Button look="main" onClick={understood} autoFocus>
            <Trans>I know of it</Trans>
          </Button>
        </>
      }
    >
      {unread.map((one) => (
        <Line key={one.id} one={one} />
      ))}
      <p className={css.small}>
        <Trans>
          If you did not ask for this, change your password and tell another administrator of your
          organisation.
        </Trans>
      </p>
    </Dialog>
  );
}

function Line({ one }: { one: Recovery }) {
  const { t } = useLingui();
  const { dateTime } = useFormats();
  const who = one.by_name ?? t`Whoever operates the server`;
  const from = [one.device, one.address].filter(Boolean).join(" · ");
  return (
    <div>
      <p>
        {one.act === "link" ? (
          <Trans>{who} made a link that lets whoever has it choose a new password for your account.</Trans>
        ) : (
          <Trans>{who} changed the e-mail address of your account.</Trans>
        )}
      </p>
      <p className={css.small}>
        {dateTime(one.at)}
        {from !== "" && ` · ${from}`}
      </p>
    </div>
  );
}
