// Sizes as people type them, in gigabytes: decimal, as disks count, with a comma or a point.
const GIGABYTE = 1e9;
/** More than any disk; what the server takes at most. */
const MOST = 2 ** 60;

/** null: not a size. */
export function bytesFrom(typed: string): number | null {
  const plain = typed.replace(/[\s\u00a0\u202f]/g, "").replace(",", ".");
  if (!/^\d+(\.\d+)?$/.test(plain)) return null;
  const bytes = Math.round(Number(plain) * GIGABYTE);
  return bytes <= MOST ? bytes : null;
}

export function typedFrom(bytes: number, locale: string): string {
  return new Intl.NumberFormat(locale, { maximumFractionDigits: 9, useGrouping: false }).format(
    bytes / GIGABYTE,
  );
}
