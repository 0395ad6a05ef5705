import css from "../settings.module.css";

/**
 * A domain as people write it, with the form that machines know beside it where that differs: letters of different
 * scripts may look the same.
 */
export function Name({ host, written }: { host: string; written: string | null }) {
  return (
    <span className={css.breaking}>
      {written ?? host}
      {written && <span className={css.machine}> ({host})</span>}
    </span>
  );
}
