// The frame of every page: one h1, which is also the document's title and what a screen reader hears on arrival.
import { useLingui } from "@lingui/react/macro";
import { IconChevronRight } from "@tabler/icons-react";
import { type ElementType, Fragment, type ReactNode, useEffect } from "react";
import css from "./Page.module.css";

let suffix = "";

/** The organisation's name, after the page's own title. */
export function setTitleSuffix(name: string): void {
  suffix = name;
}

export function useTitle(title: string): void {
  useEffect(() => {
    document.title = suffix === "" || suffix === title ? title : `${title} · ${suffix}`;
  }, [title]);
}

export interface PageProps {
  /** The h1, and the document's title. */
  title: string;
  /** Shown instead of the title's text, such as breadcrumbs that end in it; the h1 is then read only. */
  heading?: ReactNode;
  /** The h1 is only read: the page says the same in another way. */
  titleHidden?: boolean;
  /** A sentence below the title. */
  lead?: ReactNode;
  actions?: ReactNode;
  /** narrow: forms and text; wide: lists; full: as high as the window, laid out by itself; flow: wide and long. */
  width?: "narrow" | "wide" | "full" | "flow";
  children: ReactNode;
}

export function Page({ title, heading, titleHidden, lead, actions, width = "wide", children }: PageProps) {
  useTitle(title);
  return (
    <div className={css.page} data-width={width}>
      <PageHeader title={title} heading={heading} titleHidden={titleHidden} lead={lead} actions={actions} />
      {children}
    </div>
  );
}

export function PageHeader({
  title,
  heading,
  titleHidden,
  lead,
  actions,
}: Omit<PageProps, "children" | "width">) {
  return (
    <header className={css.header}>
      <div className={css.titles}>
        <h1 tabIndex={-1} className={heading || titleHidden ? css.readOnly : undefined}>
          {title}
        </h1>
        {heading}
        {lead && <p className={css.lead}>{lead}</p>}
      </div>
      {actions && <div className={css.actions}>{actions}</div>}
    </header>
  );
}

/** A titled part of a page, with a hairline around it. */
export function Section({
  title,
  lead,
  actions,
  children,
  danger,
}: {
  title: string;
  lead?: ReactNode;
  actions?: ReactNode;
  children?: ReactNode;
  danger?: boolean;
}) {
  return (
    <section className={css.section} data-danger={danger || undefined}>
      <div className={css.sectionHead}>
        <div>
          <h2>{title}</h2>
          {lead && <p className={css.sectionLead}>{lead}</p>}
        </div>
        {actions && <div className={css.actions}>{actions}</div>}
      </div>
      {children}
    </section>
  );
}

export interface Crumb {
  key: string;
  label: string;
  /** What the crumb is: a router link with its props; the last one has none. */
  as?: ElementType;
  props?: Record<string, unknown>;
}

export function Breadcrumbs({ crumbs }: { crumbs: Crumb[] }) {
  const { t } = useLingui();
  return (
    <nav aria-label={t`Where you are`} className={css.crumbs}>
      <ol>
        {crumbs.map((crumb, index) => {
          const Element = crumb.as ?? "span";
          const last = index === crumbs.length - 1;
          return (
            <Fragment key={crumb.key}>
              {index > 0 && (
                <li aria-hidden className={css.chevron}>
                  <IconChevronRight size={16} stroke={1.75} />
                </li>
              )}
              <li className={css.crumb} data-last={last || undefined}>
                <Element {...crumb.props} aria-current={last ? "page" : undefined} title={crumb.label}>
                  {crumb.label}
                </Element>
              </li>
            </Fragment>
          );
        })}
      </ol>
    </nav>
  );
}
