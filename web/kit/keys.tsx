// Keyboard shortcuts. A page registers what its keys do with `useKeys`; the shell shows them all in the help, under "?".
// Shortcuts of a single character can be turned off (WCAG 2.1.4): people who speak to their computer need that.
import { Trans } from "@lingui/react/macro";
import { useEffect, useRef, useSyncExternalStore } from "react";
import { Switch } from "./fields";
import css from "./keys.module.css";
import { Kbd } from "./small";

export interface KeyBinding {
  /** "n", "mod+k", "shift+Delete", "?": `mod` is Ctrl, or Cmd on a Mac. Named keys as in KeyboardEvent.key. */
  keys: string;
  /** What it does, for the list under "?". */
  label: string;
  run: (event: KeyboardEvent) => void;
  /** Also while a field has the focus. */
  whileTyping?: boolean;
  /** Listed but handled elsewhere, such as the arrows of a list. */
  shownOnly?: boolean;
}

interface Registered {
  section: string;
  bindings: readonly KeyBinding[];
}

let registered: readonly Registered[] = [];
const listeners = new Set<() => void>();
const STORED = "liiibre.single-keys";

function change(next: readonly Registered[]) {
  registered = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function isTyping(event: Event): boolean {
  const target = event.target;
  if (!(target instanceof HTMLElement)) return false;
  if (
    target.isContentEditable ||
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement
  )
    return true;
  return (
    target instanceof HTMLInputElement &&
    !["checkbox", "radio", "button", "submit", "file"].includes(target.type)
  );
}

export const isMac = () => typeof navigator !== "undefined" && /mac|iphone|ipad/i.test(navigator.platform);

interface Pressed {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
}

/** Whether a key press is the one that "mod+shift+k" describes. */
export function matches(keys: string, event: Pressed, mac: boolean): boolean {
  const parts = keys.split("+");
  const key = parts.pop() || "+";
  const wants = new Set(parts);
  const mod = mac ? event.metaKey : event.ctrlKey;
  const other = mac ? event.ctrlKey : event.metaKey;
  if (mod !== wants.has("mod") || other || event.altKey !== wants.has("alt")) return false;
  // "?" needs Shift on one keyboard and not on another: for characters, the character is what counts.
  const isCharacter = key.length === 1 && !/[a-z0-9]/i.test(key);
  if (!isCharacter && event.shiftKey !== wants.has("shift")) return false;
  return event.key.toLowerCase() === key.toLowerCase();
}

const single = (keys: string) => !keys.includes("+") && keys.length === 1;
const singleKeysOn = () => localStorage.getItem(STORED) !== "off";

function onKeyDown(event: KeyboardEvent) {
  if (event.defaultPrevented || event.isComposing) return;
  const typing = isTyping(event);
  // A dialog or a menu has the keyboard to itself.
  const within =
    event.target instanceof Element &&
    event.target.closest('dialog, [role="dialog"], [role="menu"]') !== null;
  for (const { bindings } of registered.toReversed()) {
    for (const binding of bindings) {
      if (binding.shownOnly || !matches(binding.keys, event, isMac())) continue;
      if ((typing || within) && !binding.whileTyping) continue;
      if (single(binding.keys) && !singleKeysOn()) continue;
      event.preventDefault();
      binding.run(event);
      return;
    }
  }
}

/** Registers the keys of a page while it is shown. Later pages win over earlier ones. */
export function useKeys(section: string, bindings: readonly KeyBinding[]): void {
  const latest = useRef(bindings);
  latest.current = bindings;
  const signature = bindings.map((binding) => `${binding.keys} ${binding.label}`).join("\n");
  // biome-ignore lint/correctness/useExhaustiveDependencies: `signature` stands for the bindings, whose functions are new at each render
  useEffect(() => {
    const entry: Registered = {
      section,
      bindings: latest.current.map((binding, index) => ({
        ...binding,
        run: (event: KeyboardEvent) => latest.current[index]?.run(event),
      })),
    };
    if (registered.length === 0) window.addEventListener("keydown", onKeyDown);
    change([...registered, entry]);
    return () => {
      change(registered.filter((other) => other !== entry));
      if (registered.length === 0) window.removeEventListener("keydown", onKeyDown);
    };
  }, [section, signature]);
}

/** "mod+shift+k" as keys on a keycap: ["Ctrl", "⇧", "K"]. */
export function keycaps(keys: string, mac: boolean): string[] {
  const names: Record<string, string> = {
    mod: mac ? "⌘" : "Ctrl",
    shift: "⇧",
    alt: mac ? "⌥" : "Alt",
    ArrowUp: "↑",
    ArrowDown: "↓",
    ArrowLeft: "←",
    ArrowRight: "→",
    Enter: "↵",
    Delete: mac ? "⌦" : "Del",
    Backspace: "⌫",
    Escape: "Esc",
    " ": "␣",
  };
  return keys.split("+").map((key) => names[key] ?? (key.length === 1 ? key.toUpperCase() : key));
}

export function Keycaps({ keys }: { keys: string }) {
  return (
    <span className={css.caps}>
      {keycaps(keys, isMac()).map((cap) => (
        <Kbd key={cap}>{cap}</Kbd>
      ))}
    </span>
  );
}

/** The keys of the page that is shown, and whether those of a single character are on. */
export function KeyList() {
  const sections = useSyncExternalStore(subscribe, () => registered);
  const on = useSyncExternalStore(subscribe, singleKeysOn);
  const turn = (value: boolean) => {
    localStorage.setItem(STORED, value ? "on" : "off");
    change([...registered]);
  };
  return (
    <>
      {sections.map(({ section, bindings }) => (
        <section key={section}>
          <h4 className={css.section}>{section}</h4>
          <dl className={css.list}>
            {bindings.map((binding) => (
              <div key={binding.keys} className={css.line}>
                <dt>{binding.label}</dt>
                <dd>
                  <Keycaps keys={binding.keys} />
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
      <Switch
        label={<Trans>Shortcuts of a single key</Trans>}
        hint={<Trans>Turn them off if you dictate to your computer.</Trans>}
        checked={on}
        onChange={turn}
      />
    </>
  );
}
