// One catalogue for what is always loaded (shell and kit) and one per tool, so that a reader downloads
// the words of the tools they open and two people adding strings to two tools never meet in one file.
import { formatter } from "@lingui/format-po";

/** @type {import("@lingui/conf").LinguiConfig} */
export default {
  sourceLocale: "en",
  locales: ["en", "fr"],
  format: formatter({ lineNumbers: false, origins: false }),
  catalogs: [
    {
      path: "<rootDir>/shell/locales/{locale}",
      include: ["<rootDir>/shell", "<rootDir>/kit", "<rootDir>/tools/*/tool.ts"],
      exclude: ["**/*.test.*"],
    },
    {
      path: "<rootDir>/tools/{name}/locales/{locale}",
      include: ["<rootDir>/tools/{name}"],
      exclude: ["**/tool.ts", "**/*.test.*"],
    },
  ],
};
