// What stands around every page: the bar on top, the tools beside it or, on a phone, below.
import { Trans, useLingui } from "@lingui/react/macro";
import { IconHelp, IconHome, IconPlus, IconSearch } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { Link, useRouter, useRouterState } from "@tanstack/react-router";
import { Component, lazy, type ReactNode, Suspense, useEffect, useMemo, useState } from "react";
import { Button, Floats, IconButton, Keycaps, Menu, useKeys, useMediaPhone } from "~/kit";
import { BottomBar } from "./BottomBar";
import { ConnectionBanner } from "./connection";
import css from "./Frame.module.css";
import { Mark } from "./Mark";
import { PersonMenu } from "./PersonMenu";
import { RouteAnnouncer } from "./RouteAnnouncer";
import { useOrganisation } from "./session";
import { type ActionContext, canBeOff, type Tool, type ToolAction } from "./tool";
import { tools } from "./tools";
import { learn } from "./words";

const loadPalette = () => import("./palette/Palette");
const Palette = lazy(loadPalette);
const HelpPanel = lazy(() => import("./help/HelpPanel"));
/** Long enough after the page for nobody to wait for it, soon enough for the first letters typed into it to count. */
const PALETTE_AFTER_MS = 1500;

/** The tools that this organisation has switched on, in its order, and those that are part of every organisation. */
export function useTools(): readonly Tool[] {
  const { tools: order } = useOrganisation();
  return useMemo(() => {
    const rank = (tool: Tool) => (canBeOff(tool) ? order.indexOf(tool.name) : tools.length);
    return tools.filter((tool) => rank(tool) >= 0).toSorted((a, b) => rank(a) - rank(b));
  }, [order]);
}

/** What can be made with a tool on this device. */
export function newActionsOf(tool: Tool): ToolAction[] {
  return (tool.newActions ?? []).filter((action) => action.available?.() ?? true);
}

export function useActionContext(): ActionContext {
  const router = useRouter();
  const queries = useQueryClient();
  return useMemo(() => ({ go: (to) => router.history.push(to), queries }), [router, queries]);
}

export function Frame({ children }: { children: ReactNode }) {
  const { t } = useLingui();
  const phone = useMediaPhone();
  const [searching, setSearching] = useState(false);
  const [helping, setHelping] = useState<"guide" | "keys" | null>(null);
  const context = useActionContext();
  useEffect(() => {
    // What fails here is tried again when it is asked for.
    const timer = window.setTimeout(() => void loadPalette().catch(() => {}), PALETTE_AFTER_MS);
    return () => window.clearTimeout(timer);
  }, []);
  useKeys(t`Everywhere`, [
    { keys: "mod+k", label: t`Search and go to`, run: () => setSearching(true), whileTyping: true },
    { keys: "?", label: t`Help and keys of this page`, run: () => setHelping("guide") },
  ]);
  return (
    <div className={css.frame}>
      <a href="#main" className={css.skip}>
        <Trans>Skip to the content</Trans>
      </a>
      <header className={css.bar}>
        <Link to="/" className={css.home}>
          <Mark />
        </Link>
        {!phone && (
          <>
            <button
              type="button"
              className={css.search}
              onClick={() => setSearching(true)}
              aria-keyshortcuts="Control+K"
            >
              <IconSearch size={18} stroke={1.75} aria-hidden />
              <span>
                <Trans>Search</Trans>
              </span>
              <span aria-hidden className={css.searchKeys}>
                <Keycaps keys="mod+k" />
              </span>
            </button>
            <NewMenu context={context} />
          </>
        )}
        <span className={css.corner}>
          <Parts parts={inBar} fallback={<span className={css.inBar} />} />
          <IconButton label={t`Help`} aria-keyshortcuts="?" onClick={() => setHelping("guide")}>
            <IconHelp size={22} stroke={1.75} />
          </IconButton>
          <PersonMenu onKeys={() => setHelping("keys")} />
        </span>
      </header>
      {!phone && <Rail />}
      <div className={css.main}>
        <ConnectionBanner />
        <Parts parts={banners} />
        <main id="main" tabIndex={-1} className={css.page}>
          {children}
          <Floats />
        </main>
      </div>
      {phone && <BottomBar onSearch={() => setSearching(true)} context={context} />}
      <Suspense>{searching && <Palette onClose={() => setSearching(false)} context={context} />}</Suspense>
      <Suspense>
        {helping && (
          <HelpPanel atKeys={helping === "keys"} onClose={() => setHelping(null)} context={context} />
        )}
      </Suspense>
      <RouteAnnouncer />
    </div>
  );
}

const nothing = { default: () => null };
const partsOf = (load: (tool: Tool) => Tool["bar"]) =>
  tools.flatMap((tool) => {
    const part = load(tool);
    const Part = part && lazy(() => Promise.all([part(), learn(tool)]).then(([made]) => made ?? nothing));
    return Part ? [{ name: tool.name, Part }] : [];
  });
const inBar = partsOf((tool) => tool.bar);
const banners = partsOf((tool) => tool.banner);

/** What tools put into the frame. Without the code (no network) the frame goes on; room is kept until it is there. */
function Parts({ parts, fallback }: { parts: typeof inBar; fallback?: ReactNode }) {
  return parts.map(({ name, Part }) => (
    <PartBoundary key={name}>
      <Suspense fallback={fallback}>
        <Part />
      </Suspense>
    </PartBoundary>
  ));
}

class PartBoundary extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };
  static getDerivedStateFromError() {
    return { failed: true };
  }
  override render() {
    return this.state.failed ? null : this.props.children;
  }
}

function Rail() {
  const { t, i18n } = useLingui();
  const shown = useTools();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const isBelow = (place: string | undefined) =>
    place !== undefined && (path === place || path.startsWith(`${place}/`));
  return (
    <nav className={css.rail} aria-label={t`Tools`}>
      <ul>
        <li>
          <Link to="/" activeOptions={{ exact: true }} className={css.tool}>
            <IconHome stroke={1.75} aria-hidden />
            <Trans>Home</Trans>
          </Link>
        </li>
        {shown.map(
          (tool) =>
            tool.rail && (
              <li key={tool.name}>
                <Link
                  to={tool.rail.to}
                  className={css.tool}
                  // The page itself is the tool's first one; elsewhere in the tool it is the place.
                  {...(isBelow(tool.rail.also) ? { "aria-current": "page" } : {})}
                >
                  <tool.rail.icon stroke={1.75} aria-hidden />
                  {i18n._(tool.rail.label)}
                </Link>
              </li>
            ),
        )}
      </ul>
    </nav>
  );
}

function NewMenu({ context }: { context: ActionContext }) {
  const { i18n } = useLingui();
  const actions = useTools().flatMap((tool) => newActionsOf(tool));
  if (actions.length === 0) return null;
  return (
    <Menu
      groups={[
        {
          actions: actions.map((action) => ({
            label: i18n._(action.label),
            icon: <action.icon size={18} stroke={1.75} />,
            onSelect: () => void action.run(context),
          })),
        },
      ]}
    >
      <Button look="soft" icon={<IconPlus size={18} stroke={2} />}>
        <Trans>New</Trans>
      </Button>
    </Menu>
  );
}
