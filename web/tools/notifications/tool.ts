import { msg } from "@lingui/core/macro";
import { IconBell, IconBellCog } from "@tabler/icons-react";
import { CHOICES, NOTICES } from "~/api/notifications";
import type { Tool } from "~/shell/tool";
import { readSearch } from "./search";

export const notifications: Tool = {
  name: "notifications",
  catalogue: (locale) => import(`./locales/${locale}.po`),
  routes: [
    { path: "/notifications", load: () => import("./NoticesPage"), search: readSearch },
    { path: "/notifications/preferences", load: () => import("./preferences/PreferencesPage") },
    { path: "/settings/notifications", load: () => import("./preferences/DefaultsPage") },
    { path: "/notifications/stop/$token", load: () => import("./StopPage"), access: "public" },
  ],
  always: true,
  bar: () => import("./Bell"),
  pages: [
    { label: msg`Notifications`, to: "/notifications", icon: IconBell },
    { label: msg`Notification preferences`, to: "/notifications/preferences", icon: IconBellCog },
  ],
  settings: [
    {
      label: msg`What people are told, and how`,
      to: "/settings/notifications",
      icon: IconBellCog,
      for: (me) => me.role === "owner" || me.role === "admin",
    },
  ],
  onEvent: (kind, _data, queries) => {
    // What one is in decides what one may see of what was told.
    if (kind === "notifications.changed" || kind === "accounts.me")
      void queries.invalidateQueries({ queryKey: NOTICES });
    if (kind === "notifications.preferences") void queries.invalidateQueries({ queryKey: CHOICES });
  },
};
