// How it ended, and what to do next.
import { Trans, useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useEffect, useRef } from "react";
import { DevicesPicture, LostPicture, QuietDayPicture, useTitle } from "~/kit";
import css from "./connect.module.css";

export type Answer = { kind: "granted"; label: string } | { kind: "refused" } | { kind: "over" };

export function Granted({ label }: { label: string }) {
  const { t } = useLingui();
  return (
    <Ending picture={<DevicesPicture />} title={t`You have given access`}>
      <p className={css.next}>
        <Trans>You can go back to your app.</Trans>
      </p>
      <p>
        <Trans>
          It connects within a few seconds. “{label}” then stands in{" "}
          <Link to="/account" hash="devices">
            your account
          </Link>
          , where you can disconnect it at any time. This page can be closed.
        </Trans>
      </p>
    </Ending>
  );
}

export function Refused() {
  const { t } = useLingui();
  return (
    <Ending picture={<QuietDayPicture />} title={t`Access is refused`}>
      <p className={css.next}>
        <Trans>Nothing was connected, and nothing more is to be done.</Trans>
      </p>
      <p>
        <Trans>If it was you after all, start again in your app. This page can be closed.</Trans>
      </p>
    </Ending>
  );
}

export function LinkOver() {
  const { t } = useLingui();
  return (
    <Ending picture={<LostPicture />} title={t`This link is no longer valid`}>
      <p className={css.next}>
        <Trans>Go back to your app and start the connection again: it opens a new page.</Trans>
      </p>
      <p>
        <Trans>
          A link works once, and for 20 minutes. If you have just answered, all is well: your answer counts.{" "}
          <Link to="/account" hash="devices">
            See your connected devices
          </Link>
        </Trans>
      </p>
    </Ending>
  );
}

function Ending({ picture, title, children }: { picture: ReactNode; title: string; children: ReactNode }) {
  useTitle(title);
  const heading = useRef<HTMLHeadingElement>(null);
  // It takes the place of what had the focus, and is read aloud by that.
  useEffect(() => heading.current?.focus(), []);
  return (
    <div className={css.ending}>
      <div className={css.picture}>{picture}</div>
      <h1 ref={heading} tabIndex={-1} className={css.title}>
        {title}
      </h1>
      {children}
    </div>
  );
}
