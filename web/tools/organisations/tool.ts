import { msg } from "@lingui/core/macro";
import { IconApps, IconClockHour4, IconEye, IconMail, IconSettings } from "@tabler/icons-react";
import type { Me } from "~/api/types";
import type { Tool } from "~/shell/tool";

const isAdmin = (me: Me) => me.role === "owner" || me.role === "admin";

export const organisations: Tool = {
  name: "organisations",
  catalogue: (locale) => import(`./locales/${locale}.po`),
  routes: [
    { path: "/settings", load: () => import("./SettingsPage") },
    { path: "/settings/tools", load: () => import("./ToolsPage") },
    { path: "/settings/retention", load: () => import("./RetentionPage") },
    { path: "/settings/mail", load: () => import("./mail/MailPage") },
    { path: "/account/recorded", load: () => import("./RecordedPage") },
    {
      path: "/setup",
      load: () => import("./SetupPage"),
      search: (raw) => ({ token: typeof raw.token === "string" ? raw.token : "" }),
      access: "public",
    },
  ],
  pages: [
    {
      label: msg`Organisation settings`,
      to: "/settings",
      icon: IconSettings,
      for: isAdmin,
    },
  ],
  settings: [
    { label: msg`Which tools are on`, to: "/settings/tools", icon: IconApps, for: isAdmin },
    { label: msg`How long what is kept`, to: "/settings/retention", icon: IconClockHour4, for: isAdmin },
    { label: msg`Mail settings`, to: "/settings/mail", icon: IconMail, for: isAdmin },
    { label: msg`What is recorded about me`, to: "/account/recorded", icon: IconEye },
  ],
  onEvent: (kind, _data, queries) => {
    if (kind === "organisations.changed") void queries.invalidateQueries({ queryKey: ["organisations"] });
  },
};
