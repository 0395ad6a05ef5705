// A picture that a telephone reads. Dark on light in both themes, with the empty edge that the standard asks for: not
// every reader knows an inverted code.
import { useMemo } from "react";
import { encode } from "uqr";
import css from "./QrCode.module.css";

/** Modules of empty edge on each side (ISO/IEC 18004, section 5.3.8). */
const QUIET_ZONE = 4;

export interface QrCodeProps {
  value: string;
  /** What the code is, for those who do not see it. Never what it says: it may be a secret. */
  label: string;
}

export function QrCode({ value, label }: QrCodeProps) {
  const { size, path } = useMemo(() => drawing(value), [value]);
  return (
    <svg role="img" aria-label={label} viewBox={`0 0 ${size} ${size}`} className={css.code}>
      <path d={path} shapeRendering="crispEdges" />
    </svg>
  );
}

/** One rectangle for each run of dark modules in a line. */
function drawing(value: string): { size: number; path: string } {
  const { data, size } = encode(value, { ecc: "M", border: QUIET_ZONE });
  let path = "";
  for (const [y, line] of data.entries()) {
    for (let x = 0; x < size; x++) {
      if (!line[x]) continue;
      const start = x;
      while (line[x + 1]) x++;
      path += `M${start} ${y}h${x + 1 - start}v1h${start - x - 1}z`;
    }
  }
  return { size, path };
}
