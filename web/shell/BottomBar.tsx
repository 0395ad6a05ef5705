// The phone's frame: the tools most used, making and finding, all under the thumb; the rest in a sheet.
import { Trans, useLingui } from "@lingui/react/macro";
import { IconHome, IconLogout, IconMenu2, IconPlus, IconSearch } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { Dialog } from "~/kit";
import css from "./BottomBar.module.css";
import { newActionsOf, useTools } from "./Frame";
import { signOutOrSay } from "./PersonMenu";
import { useMe } from "./session";
import type { ActionContext } from "./tool";

const SHOWN_TOOLS = 1;
const icon = { size: 24, stroke: 1.75, "aria-hidden": true } as const;

export function BottomBar({ onSearch, context }: { onSearch: () => void; context: ActionContext }) {
  const { t, i18n } = useLingui();
  const me = useMe();
  const [sheet, setSheet] = useState<"new" | "more" | null>(null);
  const tools = useTools();
  const inRail = tools.flatMap((tool) => tool.rail ?? []);
  const actions = tools.flatMap((tool) => newActionsOf(tool));
  const close = () => setSheet(null);
  const more = [
    ...inRail.slice(SHOWN_TOOLS),
    ...tools.flatMap((tool) => tool.pages ?? []).filter((page) => page.for?.(me) ?? true),
  ];
  return (
    <nav className={css.bar} aria-label={t`Tools`}>
      <Link to="/" activeOptions={{ exact: true }} className={css.entry}>
        <IconHome {...icon} />
        <Trans>Home</Trans>
      </Link>
      {inRail.slice(0, SHOWN_TOOLS).map((page) => (
        <Link key={page.to} to={page.to} className={css.entry}>
          <page.icon {...icon} />
          {i18n._(page.label)}
        </Link>
      ))}
      {actions.length > 0 && (
        <button type="button" className={css.entry} onClick={() => setSheet("new")} aria-haspopup="dialog">
          <IconPlus {...icon} />
          <Trans>New</Trans>
        </button>
      )}
      <button type="button" className={css.entry} onClick={onSearch} aria-haspopup="dialog">
        <IconSearch {...icon} />
        <Trans>Search</Trans>
      </button>
      <button type="button" className={css.entry} onClick={() => setSheet("more")} aria-haspopup="dialog">
        <IconMenu2 {...icon} />
        <Trans>More</Trans>
      </button>
      <Dialog open={sheet === "new"} onClose={close} title={t`New`}>
        <ul className={css.list}>
          {actions.map((action) => (
            <li key={action.id}>
              <button
                type="button"
                className={css.line}
                onClick={() => {
                  close();
                  void action.run(context);
                }}
              >
                <action.icon {...icon} />
                {i18n._(action.label)}
              </button>
            </li>
          ))}
        </ul>
      </Dialog>
      <Dialog open={sheet === "more"} onClose={close} title={t`More`}>
        <ul className={css.list}>
          {more.map((page) => (
            <li key={page.to}>
              <Link to={page.to} className={css.line} onClick={close}>
                <page.icon {...icon} />
                {i18n._(page.label)}
              </Link>
            </li>
          ))}
          <li>
            <button type="button" className={css.line} onClick={() => void signOutOrSay()}>
              <IconLogout {...icon} />
              <Trans>Sign out</Trans>
            </button>
          </li>
        </ul>
      </Dialog>
    </nav>
  );
}
