// Short messages about what was just done, with a way back. Said to screen readers, undone with Ctrl/Cmd-Z, and held
// still while the pointer or the focus is on them.
import { Trans, useLingui } from "@lingui/react/macro";
import { IconX } from "@tabler/icons-react";
import { type ReactNode, useEffect, useRef, useSyncExternalStore } from "react";
import { IconButton } from "./Button";
import { isTyping } from "./keys";
import css from "./toast.module.css";

export interface ToastOptions {
  tone?: "plain" | "bad";
  /** Takes back what the message tells of. */
  undo?: () => void;
  action?: { label: string; run: () => void };
}

interface ToastEntry extends ToastOptions {
  id: number;
  message: ReactNode;
}

let toasts: readonly ToastEntry[] = [];
let lastId = 0;
const listeners = new Set<() => void>();

function change(next: readonly ToastEntry[]) {
  toasts = next;
  for (const listener of listeners) listener();
}

const MOST = 3;

/** Shows a message; returns a function that takes it away. */
export function toast(message: ReactNode, options: ToastOptions = {}): () => void {
  lastId += 1;
  const id = lastId;
  change([...toasts.slice(-(MOST - 1)), { id, message, ...options }]);
  return () => dismiss(id);
}

function dismiss(id: number) {
  change(toasts.filter((entry) => entry.id !== id));
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function Toasts() {
  const entries = useSyncExternalStore(subscribe, () => toasts);
  const { t } = useLingui();
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const last = toasts.findLast((entry) => entry.undo);
      if (
        !last ||
        event.key !== "z" ||
        !(event.ctrlKey || event.metaKey) ||
        event.shiftKey ||
        isTyping(event)
      )
        return;
      event.preventDefault();
      dismiss(last.id);
      last.undo?.();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
  return (
    <section className={css.toasts} aria-label={t`Messages`} aria-live="polite">
      {entries.map((entry) => (
        <Toast key={entry.id} entry={entry} />
      ))}
    </section>
  );
}

const SHOWN_MS = 6000;
const SHOWN_WITH_ACTION_MS = 12_000;

function Toast({ entry }: { entry: ToastEntry }) {
  const { t } = useLingui();
  const held = useRef(false);
  const { id, undo, action } = entry;
  useEffect(() => {
    let left = undo || action || entry.tone === "bad" ? SHOWN_WITH_ACTION_MS : SHOWN_MS;
    const timer = setInterval(() => {
      if (!held.current) left -= 250;
      if (left <= 0) dismiss(id);
    }, 250);
    return () => clearInterval(timer);
  }, [id, undo, action, entry.tone]);
  const hold = (value: boolean) => () => {
    held.current = value;
  };
  const act = (run: () => void) => () => {
    dismiss(id);
    run();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the handlers only stop the clock
    <div
      className={css.toast}
      data-tone={entry.tone}
      onMouseEnter={hold(true)}
      onMouseLeave={hold(false)}
      onFocus={hold(true)}
      onBlur={hold(false)}
    >
      <div className={css.message}>{entry.message}</div>
      {undo && (
        <button type="button" className={css.action} onClick={act(undo)}>
          <Trans>Undo</Trans>
        </button>
      )}
      {action && (
        <button type="button" className={css.action} onClick={act(action.run)}>
          {action.label}
        </button>
      )}
      <IconButton label={t`Dismiss`} small tooltip={false} onClick={() => dismiss(id)} className={css.close}>
        <IconX size={16} stroke={1.75} />
      </IconButton>
    </div>
  );
}
