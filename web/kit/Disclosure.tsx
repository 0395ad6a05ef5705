// A part of a page that opens when it is wanted. The browser's own: found by its search, open without a script. Of those
// with the same group one is open at a time.
import { IconChevronRight } from "@tabler/icons-react";
import type { ReactNode } from "react";
import css from "./Disclosure.module.css";

export interface DisclosureProps {
  title: string;
  /** A few words below the title. */
  hint?: string;
  icon?: ReactNode;
  group?: string;
  children: ReactNode;
}

export function Disclosure({ title, hint, icon, group, children }: DisclosureProps) {
  return (
    <details name={group} className={css.details}>
      <summary className={css.summary}>
        {icon && <span className={css.icon}>{icon}</span>}
        <span className={css.words}>
          <span className={css.title}>{title}</span>
          {hint && <span className={css.hint}>{hint}</span>}
        </span>
        <IconChevronRight size={18} stroke={1.75} className={css.chevron} aria-hidden />
      </summary>
      <div className={css.content}>{children}</div>
    </details>
  );
}
