import { msg } from "@lingui/core/macro";
import { IconUserCircle } from "@tabler/icons-react";
import { meQuery } from "~/api/accounts";
import type { Tool } from "~/shell/tool";

export const accounts: Tool = {
  name: "accounts",
  catalogue: (locale) => import(`./locales/${locale}.po`),
  routes: [{ path: "/account", load: () => import("./AccountPage") }],
  pages: [{ label: msg`My account`, to: "/account", icon: IconUserCircle }],
  onEvent: (kind, _data, queries) => {
    if (kind === "accounts.me") void queries.invalidateQueries({ queryKey: meQuery.queryKey });
  },
};
