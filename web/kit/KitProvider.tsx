// What every component of the kit stands in: the theme, its light or dark drawing, the organisation's colour, and the
// reader's language and time zone.
import { createTheme, MantineProvider, useComputedColorScheme, useMantineColorScheme } from "@mantine/core";
import { createContext, type ReactNode, use, useEffect, useLayoutEffect, useMemo } from "react";
import { accentFor } from "./colour";
import { FLOATS } from "./floats";
import { type Formats, formatsFor } from "./format";
import "./styles/mantine.css";
import "./styles/fonts.css";
import "./styles/tokens.css";
import "./styles/base.css";

const motion = { transition: "fade", duration: 120, exitDuration: 80 } as const;

const theme = createTheme({
  respectReducedMotion: true,
  defaultRadius: "md",
  cursorType: "pointer",
  components: {
    Popover: { defaultProps: { transitionProps: motion, shadow: undefined } },
    Checkbox: {
      vars: () => ({
        root: { "--checkbox-color": "var(--accent)", "--checkbox-icon-color": "var(--on-accent)" },
      }),
    },
    Menu: { defaultProps: { transitionProps: motion } },
    Combobox: { defaultProps: { transitionProps: motion } },
    Tooltip: {
      defaultProps: {
        transitionProps: motion,
        openDelay: 350,
        withinPortal: true,
        portalProps: { target: FLOATS },
      },
    },
  },
  variantColorResolver: ({ variant, color }) => {
    const danger = color === "danger";
    const ink = danger ? "var(--bad)" : "var(--ink)";
    switch (variant) {
      case "filled":
        return danger
          ? {
              background: "var(--bad)",
              hover: "var(--bad)",
              color: "var(--paper)",
              border: "1px solid transparent",
            }
          : {
              background: "var(--accent)",
              hover: "var(--accent-hover)",
              color: "var(--on-accent)",
              border: "1px solid transparent",
            };
      case "light":
        return {
          background: "var(--accent-soft)",
          hover: "var(--accent-soft)",
          color: "var(--accent-soft-ink)",
          border: "1px solid transparent",
        };
      case "subtle":
        return {
          background: "transparent",
          hover: "var(--hover)",
          color: ink,
          border: "1px solid transparent",
        };
      default:
        return {
          background: "var(--surface)",
          hover: "var(--hover)",
          color: ink,
          border: "1px solid var(--line)",
        };
    }
  },
});

export type SchemeChoice = "system" | "light" | "dark";

export interface KitProviderProps {
  /** `#rrggbb`, as the organisation chose it. */
  accent: string;
  scheme: SchemeChoice;
  locale: string;
  timeZone: string;
  children: ReactNode;
}

export function KitProvider({ accent, scheme, locale, timeZone, children }: KitProviderProps) {
  return (
    // Variables are in tokens.css, not in a <style> element: the pages' Content-Security-Policy can refuse inline styles.
    <MantineProvider
      theme={theme}
      defaultColorScheme="auto"
      withCssVariables={false}
      withGlobalClasses={false}
      deduplicateInlineStyles={false}
    >
      <Paint accent={accent} scheme={scheme} />
      <ReaderProvider locale={locale} timeZone={timeZone}>
        {children}
      </ReaderProvider>
    </MantineProvider>
  );
}

function Paint({ accent, scheme }: Pick<KitProviderProps, "accent" | "scheme">) {
  const { setColorScheme } = useMantineColorScheme();
  const computed = useComputedColorScheme("light", { getInitialValueInEffect: false });
  useEffect(() => setColorScheme(scheme === "system" ? "auto" : scheme), [scheme, setColorScheme]);
  useLayoutEffect(() => {
    const colours = accentFor(accent, computed);
    const style = document.documentElement.style;
    style.setProperty("--accent", colours.accent);
    style.setProperty("--accent-hover", colours.hover);
    style.setProperty("--on-accent", colours.onAccent);
    style.setProperty("--accent-ink", colours.ink);
    style.setProperty("--accent-soft", colours.soft);
    style.setProperty("--accent-soft-ink", colours.softInk);
    style.setProperty("--accent-line", colours.line);
    const paper = computed === "dark" ? "#1b1815" : "#faf8f4";
    document.querySelector('meta[name="theme-color"]')?.setAttribute("content", paper);
  }, [accent, computed]);
  return null;
}

const ReaderContext = createContext<Formats>(formatsFor("en", "UTC"));

function ReaderProvider({
  locale,
  timeZone,
  children,
}: {
  locale: string;
  timeZone: string;
  children: ReactNode;
}) {
  const formats = useMemo(() => formatsFor(locale, timeZone), [locale, timeZone]);
  return <ReaderContext value={formats}>{children}</ReaderContext>;
}

/** Dates, sizes and numbers as the reader writes them. */
export function useFormats(): Formats {
  return use(ReaderContext);
}
