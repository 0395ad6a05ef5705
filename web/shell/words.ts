// Which language the interface speaks, and its catalogues: the shell's at once, a tool's before its first page.
import { i18n } from "@lingui/core";
import type { Locale, Me, Organisation } from "~/api/types";
import type { Tool } from "./tool";
import { tools } from "./tools";

export const LOCALES: readonly Locale[] = ["fr", "en"];
export const LOCALE_NAMES: Record<Locale, string> = { fr: "Français", en: "English" };
/** How dates and numbers are written: English here is that of Europe, with the day first and 24 hours. */
export const FORMAT_LOCALES: Record<Locale, string> = { fr: "fr", en: "en-GB" };
const CHOSEN = "liiibre.locale";

const isLocale = (value: string | null | undefined): value is Locale =>
  LOCALES.some((locale) => locale === value);

/** The person's choice, else the organisation's; before sign-in, what was chosen in this browser or what it prefers. */
export function localeFor(
  me: Me | null,
  organisation: Organisation | null,
  browser: readonly string[],
  chosen: string | null,
): Locale {
  const offered = (value: string | null | undefined): value is Locale =>
    isLocale(value) && (organisation?.languages.includes(value) ?? true);
  if (me) return offered(me.language) ? me.language : (organisation?.locale ?? "fr");
  if (offered(chosen)) return chosen;
  const preferred = browser.map((tag) => tag.slice(0, 2).toLowerCase()).find(offered);
  return preferred ?? organisation?.locale ?? "fr";
}

export function chosenLocale(): string | null {
  return localStorage.getItem(CHOSEN);
}

const watchers = new Set<() => void>();

export function watchChosenLocale(listener: () => void): () => void {
  watchers.add(listener);
  return () => watchers.delete(listener);
}

/** Before sign-in there is no account to keep the choice: the browser keeps it. */
export function chooseLocale(locale: Locale): void {
  localStorage.setItem(CHOSEN, locale);
  for (const watcher of watchers) watcher();
}

const wanted = new Set<Tool>();

async function messagesOf(locale: string): Promise<Record<string, string | string[]>> {
  const parts = await Promise.all([
    import(`./locales/${locale}.po`) as Promise<{ messages: Record<string, string | string[]> }>,
    ...Array.from(wanted, (tool) => tool.catalogue(locale)),
  ]);
  return Object.assign({}, ...parts.map((part) => part.messages));
}

/** Switches the whole interface; what is typed in forms stays. */
export async function speak(locale: Locale): Promise<void> {
  if (i18n.locale === locale) return;
  i18n.loadAndActivate({ locale, messages: await messagesOf(locale) });
  document.documentElement.lang = locale;
}

/** Loads the words of a tool in the present language, once. */
export async function learn(tool: Tool): Promise<void> {
  if (wanted.has(tool)) return;
  const locale = i18n.locale;
  const { messages } = await tool.catalogue(locale);
  wanted.add(tool);
  i18n.load(locale, messages);
}

export function toolNamed(name: string): Tool | undefined {
  return tools.find((tool) => tool.name === name);
}
