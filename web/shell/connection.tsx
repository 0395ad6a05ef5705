// Whether the server can be reached, said calmly and only when it lasts.
import { Trans } from "@lingui/react/macro";
import { IconCloudOff } from "@tabler/icons-react";
import { useEffect, useState, useSyncExternalStore } from "react";
import css from "./connection.module.css";

type Connection = "live" | "broken";
let connection: Connection = "live";
const listeners = new Set<() => void>();

export function setConnection(next: Connection): void {
  if (next === connection) return;
  connection = next;
  for (const listener of listeners) listener();
}

function watch(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Short breaks (a phone changing cells, a server restarting) mend themselves before anyone has to know. */
const PATIENCE_MS = 4000;

export function ConnectionBanner() {
  const state = useSyncExternalStore(watch, () => connection);
  const [shown, setShown] = useState(false);
  useEffect(() => {
    if (state === "live") {
      setShown(false);
      return;
    }
    const timer = setTimeout(() => setShown(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [state]);
  return (
    <div role="status">
      {shown && (
        <p className={css.banner}>
          <IconCloudOff size={18} stroke={1.75} aria-hidden />
          <Trans>The server cannot be reached. What is shown may be out of date; trying again…</Trans>
        </p>
      )}
    </div>
  );
}
