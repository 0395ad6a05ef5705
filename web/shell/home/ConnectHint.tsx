import { Trans } from "@lingui/react/macro";
import { IconDevices } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import css from "./HomePage.module.css";

/** The same files in the programs one already likes. */
export function ConnectHint() {
  return (
    <section className={css.card}>
      <h2 className={css.hintTitle}>
        <IconDevices size={20} stroke={1.75} aria-hidden />
        <Trans>On your devices too</Trans>
      </h2>
      <p className={css.hint}>
        <Trans>
          Your files in the Nextcloud apps of your phone and computer, or in their file manager, with a
          password of its own for each device.
        </Trans>
      </p>
      <Link to="/account" hash="devices">
        <Trans>Connect your devices</Trans>
      </Link>
    </section>
  );
}
