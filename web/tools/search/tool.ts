// Search, as the shell knows it: the page of all results. The palette is the shell's own.
import { msg } from "@lingui/core/macro";
import { IconSearch } from "@tabler/icons-react";
import type { Tool } from "~/shell/tool";
import { readSearch } from "./question";

export const search: Tool = {
  name: "search",
  catalogue: (locale) => import(`./locales/${locale}.po`),
  routes: [{ path: "/search", load: () => import("./SearchPage"), search: readSearch }],
  always: true,
  settings: [{ label: msg`Search`, to: "/search", icon: IconSearch }],
};
