// Pages that belong together, below the title of each: links, so that each keeps its address.
import type { ElementType } from "react";
import css from "./PageTabs.module.css";

export interface PageTab {
  to: string;
  label: string;
}

/** One of the addresses may begin like another. */
const EXACTLY = { exact: true, includeSearch: false };

export function PageTabs({ label, tabs, as: Link }: { label: string; tabs: PageTab[]; as: ElementType }) {
  return (
    <nav aria-label={label} className={css.tabs}>
      <ul>
        {tabs.map((tab) => (
          <li key={tab.to}>
            <Link to={tab.to} activeOptions={EXACTLY} className={css.tab}>
              {tab.label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
