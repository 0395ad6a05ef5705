import { msg } from "@lingui/core/macro";
import { IconSettings } from "@tabler/icons-react";
import { organisationQuery } from "~/api/organisations";
import type { Tool } from "~/shell/tool";

export const organisations: Tool = {
  name: "organisations",
  catalogue: (locale) => import(`./locales/${locale}.po`),
  routes: [
    { path: "/settings", load: () => import("./SettingsPage") },
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
      for: (me) => me.role === "owner" || me.role === "admin",
    },
  ],
  onEvent: (kind, _data, queries) => {
    if (kind === "organisations.changed")
      void queries.invalidateQueries({ queryKey: organisationQuery.queryKey });
  },
};
