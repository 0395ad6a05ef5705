// Small things that many pages show.
import { Trans } from "@lingui/react/macro";
import type { CSSProperties, ReactNode } from "react";
import css from "./small.module.css";

export type Tone = "neutral" | "accent" | "good" | "warn" | "bad";

export function Badge({ tone = "neutral", children }: { tone?: Tone; children: ReactNode }) {
  return (
    <span className={css.badge} data-tone={tone}>
      {children}
    </span>
  );
}

export interface ProgressBarProps {
  /** 0 to 1. */
  value: number;
  /** What is progressing, read aloud. */
  label: string;
  tone?: "accent" | "good" | "warn" | "bad" | "quiet";
  /** A measure of something that stands still (space used) and not of something that moves. */
  gauge?: boolean;
}

export function ProgressBar({ value, label, tone = "accent", gauge }: ProgressBarProps) {
  const percent = Math.round(Math.min(1, Math.max(0, value)) * 100);
  return (
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: the role is one of two that both take a name
    <div
      role={gauge ? "meter" : "progressbar"}
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      className={css.bar}
      data-tone={tone}
    >
      <span style={{ width: `${percent}%` }} data-some={value > 0 || undefined} />
    </div>
  );
}

export interface SkeletonProps {
  width?: number | string;
  height?: number | string;
  round?: boolean;
  style?: CSSProperties;
}

/** A placeholder of the shape of what is coming. The container says `aria-busy`; the shapes are silent. */
export function Skeleton({ width = "100%", height = "0.9em", round, style }: SkeletonProps) {
  return (
    <span
      className={css.skeleton}
      aria-hidden
      style={{ width, height, borderRadius: round ? "50%" : undefined, ...style }}
    />
  );
}

/** The shape of a list that is being loaded. */
export function SkeletonRows({ rows = 6, icon = true }: { rows?: number; icon?: boolean }) {
  return (
    <div className={css.rows}>
      <span className={css.hidden} role="status">
        <Trans>Loading…</Trans>
      </span>
      {Array.from({ length: rows }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows are alike and never move
        <div className={css.row} key={index}>
          {icon && <Skeleton width={24} height={24} style={{ borderRadius: 6 }} />}
          <Skeleton width={`${28 + ((index * 17) % 34)}%`} />
          <Skeleton width="4.5rem" style={{ marginInlineStart: "auto" }} />
        </div>
      ))}
    </div>
  );
}

export interface EmptyStateProps {
  picture: ReactNode;
  title: string;
  children?: ReactNode;
  /** What the reader can do about it. */
  action?: ReactNode;
}

export function EmptyState({ picture, title, children, action }: EmptyStateProps) {
  return (
    <div className={css.empty}>
      {picture}
      <h2>{title}</h2>
      {children && <div className={css.emptyText}>{children}</div>}
      {action}
    </div>
  );
}

/** A notice within a page: something to know, or that went wrong, without being a question. */
export function Notice({
  tone = "neutral",
  title,
  children,
  action,
}: {
  tone?: Tone;
  title?: string;
  children?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div
      className={css.notice}
      data-tone={tone}
      role={tone === "bad" || tone === "warn" ? "alert" : undefined}
    >
      <div>
        {title && <p className={css.noticeTitle}>{title}</p>}
        {children}
      </div>
      {action}
    </div>
  );
}

export function Kbd({ children }: { children: ReactNode }) {
  return <kbd className={css.kbd}>{children}</kbd>;
}

export function Hidden({ children }: { children: ReactNode }) {
  return <span className={css.hidden}>{children}</span>;
}
