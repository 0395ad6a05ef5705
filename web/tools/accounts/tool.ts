import { msg } from "@lingui/core/macro";
import { IconUserCircle } from "@tabler/icons-react";
import { appPasswordsQuery, meQuery } from "~/api/accounts";
import type { Tool } from "~/shell/tool";

export const accounts: Tool = {
  name: "accounts",
  catalogue: (locale) => import(`./locales/${locale}.po`),
  routes: [
    { path: "/account", load: () => import("./AccountPage") },
    {
      path: "/connect/$token",
      load: () => import("./connect/ConnectPage"),
      access: "alone",
      purpose: msg`Sign in to connect your device.`,
    },
  ],
  pages: [{ label: msg`My account`, to: "/account", icon: IconUserCircle }],
  onEvent: (kind, _data, queries) => {
    if (kind === "accounts.me") void queries.invalidateQueries({ queryKey: meQuery.queryKey });
    if (kind === "accounts.devices") void queries.invalidateQueries({ queryKey: appPasswordsQuery.queryKey });
  },
};
