// The frame of pages that stand alone: one thing to do, and the language for whoever has no account to keep it in.
import { useLingui } from "@lingui/react/macro";
import type { ReactNode } from "react";
import { Floats } from "~/kit";
import css from "./PublicFrame.module.css";
import { useMaybeMe, useOrganisation } from "./session";
import { chooseLocale, LOCALE_NAMES, LOCALES } from "./words";

export function PublicFrame({ children, wide }: { children: ReactNode; wide?: boolean }) {
  const { t, i18n } = useLingui();
  const me = useMaybeMe();
  const { languages } = useOrganisation();
  return (
    <div className={css.frame}>
      <main className={css.card} data-wide={wide || undefined}>
        {children}
        <Floats />
      </main>
      {!me && (
        <footer className={css.footer}>
          <ul className={css.languages} aria-label={t`Language`}>
            {LOCALES.filter((locale) => languages.includes(locale)).map((locale) => (
              <li key={locale}>
                <button
                  type="button"
                  lang={locale}
                  aria-pressed={i18n.locale === locale}
                  onClick={() => chooseLocale(locale)}
                >
                  {LOCALE_NAMES[locale]}
                </button>
              </li>
            ))}
          </ul>
        </footer>
      )}
    </div>
  );
}
