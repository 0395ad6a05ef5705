import { useMediaQuery } from "@mantine/hooks";

/** Below this the bottom bar replaces the rail. The style sheets say the same width. */
export const PHONE = "(max-width: 47.99em)";

export function useMediaPhone(): boolean {
  return useMediaQuery(PHONE, undefined, { getInitialValueInEffect: false }) ?? false;
}
