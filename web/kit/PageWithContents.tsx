// A long page of parts, with the list of them beside it where there is room.
import { useLingui } from "@lingui/react/macro";
import { type ReactNode, useEffect } from "react";
import css from "./PageWithContents.module.css";

export interface PagePart {
  /** The hash of the address that leads to it. */
  id: string;
  label: string;
  content: ReactNode;
}

export function PageWithContents({ parts }: { parts: PagePart[] }) {
  const { t } = useLingui();
  // The page's code arrives after the browser has looked for the hash.
  useEffect(() => {
    const id = window.location.hash.slice(1);
    if (id !== "") document.getElementById(id)?.scrollIntoView();
  }, []);
  return (
    <div className={css.columns}>
      <nav aria-label={t`On this page`} className={css.contents}>
        <ul>
          {parts.map((part) => (
            <li key={part.id}>
              <a href={`#${part.id}`}>{part.label}</a>
            </li>
          ))}
        </ul>
      </nav>
      <div className={css.parts}>
        {parts.map((part) => (
          <div key={part.id} id={part.id} className={css.part}>
            {part.content}
          </div>
        ))}
      </div>
    </div>
  );
}
