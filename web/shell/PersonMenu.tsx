import { Trans, useLingui } from "@lingui/react/macro";
import {
  IconDeviceDesktop,
  IconKeyboard,
  IconLogout,
  IconMoon,
  IconSettings,
  IconSun,
  IconUserCircle,
} from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { ColourScheme } from "~/api/types";
import { Avatar, Menu, type MenuAction, problemWords, toast, useMediaPhone } from "~/kit";
import css from "./PersonMenu.module.css";
import { usePreferences } from "./preferences";
import { isAdmin, leave, useMe, useOrganisation } from "./session";
import { LOCALE_NAMES, LOCALES } from "./words";

const icon = { size: 18, stroke: 1.75 } as const;

export function PersonMenu({ onKeys }: { onKeys: () => void }) {
  const { t } = useLingui();
  const me = useMe();
  const phone = useMediaPhone();
  const organisation = useOrganisation();
  const prefer = usePreferences();
  const schemes: { scheme: ColourScheme; label: string; icon: MenuAction["icon"] }[] = [
    { scheme: "system", label: t`As my device`, icon: <IconDeviceDesktop {...icon} /> },
    { scheme: "light", label: t`Light`, icon: <IconSun {...icon} /> },
    { scheme: "dark", label: t`Dark`, icon: <IconMoon {...icon} /> },
  ];
  const pages: MenuAction[] = [
    { label: t`My account`, icon: <IconUserCircle {...icon} />, as: Link, props: { to: "/account" } },
  ];
  if (isAdmin(me)) {
    pages.push({
      label: t`Organisation settings`,
      icon: <IconSettings {...icon} />,
      as: Link,
      props: { to: "/settings" },
    });
  }
  if (!phone)
    pages.push({ label: t`Keyboard`, icon: <IconKeyboard {...icon} />, keys: "?", onSelect: onKeys });
  return (
    <Menu
      width={272}
      header={
        <div className={css.header}>
          <p className={css.name}>{me.name}</p>
          <p className={css.email}>{me.email}</p>
        </div>
      }
      groups={[
        { actions: pages },
        {
          label: t`Theme`,
          actions: schemes.map((one) => ({
            label: one.label,
            icon: one.icon,
            checked: me.theme === one.scheme,
            onSelect: () => prefer({ theme: one.scheme }),
          })),
        },
        {
          label: t`Language`,
          actions: LOCALES.filter((locale) => organisation.languages.includes(locale)).map((locale) => ({
            label: LOCALE_NAMES[locale],
            checked: (me.language ?? organisation.locale) === locale,
            onSelect: () => prefer({ language: locale }),
          })),
        },
        {
          actions: [
            { label: t`Sign out`, icon: <IconLogout {...icon} />, onSelect: () => void signOutOrSay() },
          ],
        },
      ]}
    >
      <button type="button" className={css.person}>
        <Avatar name={me.name} photo={me.photo_url} size={34} />
        <span className={css.hidden}>
          <Trans>{me.name}: account, theme, language</Trans>
        </span>
      </button>
    </Menu>
  );
}

export async function signOutOrSay(): Promise<void> {
  try {
    await leave();
  } catch (error) {
    const { what, next } = problemWords(error);
    toast(`${what} ${next}`, { tone: "bad" });
  }
}
