import { useLingui } from "@lingui/react/macro";
import { useCallback } from "react";
import type { Words } from "~/api/types";

/** What the server says in both languages, in the reader's. */
export function useSaid(): (words: Words) => string {
  const { i18n } = useLingui();
  return useCallback((words) => (i18n.locale === "fr" ? words.fr : words.en), [i18n.locale]);
}
