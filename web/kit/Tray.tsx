// Work that goes on in the background, in a corner: what, how far, and a way to stop it. The shell draws one tray;
// tools put their work into it with `setTrayTask`.
import { Trans, useLingui } from "@lingui/react/macro";
import { IconAlertTriangle, IconCheck, IconChevronDown, IconChevronUp, IconX } from "@tabler/icons-react";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useRef, useState, useSyncExternalStore } from "react";
import { Button, IconButton } from "./Button";
import { ProgressBar } from "./small";
import css from "./Tray.module.css";

export interface TrayItem {
  id: string;
  name: string;
  state: "waiting" | "running" | "done" | "failed" | "cancelled";
  /** 0 to 1, while running. */
  progress?: number;
  /** What happened and what to do, when failed. */
  detail?: ReactNode;
  onCancel?: () => void;
  onRetry?: () => void;
}

export interface TrayTask {
  id: string;
  /** "Uploading 12 files", "Copied": what, in the reader's language. */
  title: string;
  /** "3 of 12 · 2 minutes left" */
  detail?: string;
  state: "running" | "paused" | "done" | "failed";
  /** 0 to 1. */
  progress: number;
  /** The parts that are worth a line. Of any length. */
  items: readonly TrayItem[];
  onCancel?: () => void;
  onRetry?: () => void;
  /** What can be done about it once it is over, in words of its own. */
  action?: { label: string; run: () => void };
  /** Shown when it is over: go to what was made. */
  onOpen?: () => void;
  /** Called when the reader puts a finished task away. */
  onDismiss?: () => void;
}

let tasks: readonly TrayTask[] = [];
const listeners = new Set<() => void>();

function change(next: readonly TrayTask[]) {
  tasks = next;
  for (const listener of listeners) listener();
}

/** Adds a task, or says how it stands now. */
export function setTrayTask(task: TrayTask): void {
  change(
    tasks.some((other) => other.id === task.id)
      ? tasks.map((other) => (other.id === task.id ? task : other))
      : [...tasks, task],
  );
}

export function removeTrayTask(id: string): void {
  change(tasks.filter((task) => task.id !== id));
}

/** Whether leaving the page now would stop something. */
export function hasRunningTask(): boolean {
  return tasks.some((task) => task.state === "running" || task.state === "paused");
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function Tray() {
  const { t } = useLingui();
  const shown = useSyncExternalStore(subscribe, () => tasks);
  if (shown.length === 0) return null;
  return (
    <section className={css.tray} aria-label={t`Work in the background`}>
      {shown.map((task) => (
        <Task key={task.id} task={task} />
      ))}
    </section>
  );
}

function Task({ task }: { task: TrayTask }) {
  const { t } = useLingui();
  const [open, setOpen] = useState(false);
  const over = task.state === "done" || task.state === "failed";
  const dismiss = () => {
    removeTrayTask(task.id);
    task.onDismiss?.();
  };
  return (
    <div className={css.task} data-state={task.state}>
      <div className={css.head}>
        {task.state === "done" && <IconCheck size={20} stroke={1.75} className={css.good} aria-hidden />}
        {task.state === "failed" && (
          <IconAlertTriangle size={20} stroke={1.75} className={css.bad} aria-hidden />
        )}
        <div className={css.words}>
          <p className={css.title} role="status">
            {task.title}
          </p>
          {task.detail && <p className={css.detail}>{task.detail}</p>}
        </div>
        {task.items.length > 0 && (
          <IconButton
            label={open ? t`Hide the details` : t`Show the details`}
            aria-expanded={open}
            small
            onClick={() => setOpen(!open)}
          >
            {open ? <IconChevronDown size={18} stroke={1.75} /> : <IconChevronUp size={18} stroke={1.75} />}
          </IconButton>
        )}
        {over ? (
          <IconButton label={t`Close`} small onClick={dismiss}>
            <IconX size={18} stroke={1.75} />
          </IconButton>
        ) : (
          task.onCancel && (
            <Button small look="quiet" onClick={task.onCancel}>
              <Trans>Cancel</Trans>
            </Button>
          )
        )}
      </div>
      {!over && <ProgressBar value={task.progress} label={task.title} />}
      {over && (task.onRetry || task.onOpen || task.action) && (
        <div className={css.after}>
          {task.action && (
            <Button small onClick={task.action.run}>
              {task.action.label}
            </Button>
          )}
          {task.onRetry && (
            <Button small onClick={task.onRetry}>
              <Trans>Try again</Trans>
            </Button>
          )}
          {task.onOpen && (
            <Button small onClick={task.onOpen}>
              <Trans>Show</Trans>
            </Button>
          )}
        </div>
      )}
      {open && <Items items={task.items} />}
    </div>
  );
}

const LINE = 44;

function Items({ items }: { items: readonly TrayItem[] }) {
  const scroller = useRef<HTMLDivElement>(null);
  const lines = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => LINE,
    getItemKey: (index) => items[index]?.id ?? index,
    overscan: 6,
  });
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable with the keyboard
    <div ref={scroller} className={css.items} tabIndex={0}>
      <ul style={{ height: lines.getTotalSize() }}>
        {lines.getVirtualItems().map((line) => {
          const item = items[line.index];
          return (
            item && (
              <li
                key={line.key}
                ref={lines.measureElement}
                data-index={line.index}
                className={css.item}
                style={{ transform: `translateY(${line.start}px)` }}
                aria-setsize={items.length}
                aria-posinset={line.index + 1}
              >
                <Item item={item} />
              </li>
            )
          );
        })}
      </ul>
    </div>
  );
}

function Item({ item }: { item: TrayItem }) {
  const { t } = useLingui();
  const states = {
    waiting: t`Waiting`,
    running: "",
    done: t`Done`,
    failed: t`Failed`,
    cancelled: t`Cancelled`,
  };
  return (
    <>
      <div className={css.words}>
        <p className={css.name} title={item.name}>
          {item.name}
        </p>
        {item.state === "failed" && item.detail && <p className={css.failure}>{item.detail}</p>}
        {item.state === "running" && <ProgressBar value={item.progress ?? 0} label={item.name} />}
      </div>
      {item.state !== "running" && !(item.state === "failed" && item.detail) && (
        <span className={css.detail}>{states[item.state]}</span>
      )}
      {item.state === "failed" && item.onRetry && (
        <Button small onClick={item.onRetry}>
          <Trans>Try again</Trans>
        </Button>
      )}
      {(item.state === "running" || item.state === "waiting") && item.onCancel && (
        <IconButton label={t`Cancel ${item.name}`} small onClick={item.onCancel}>
          <IconX size={16} stroke={1.75} />
        </IconButton>
      )}
    </>
  );
}
