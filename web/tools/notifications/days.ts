import type { Notice } from "~/api/types";

export interface Day {
  /** The day as it is written; the key too. */
  date: string;
  notices: Notice[];
}

/** Notices by the day they were told, in their order; `dateOf` writes a day in the reader's time zone. */
export function byDay(notices: readonly Notice[], dateOf: (at: string) => string): Day[] {
  const days: Day[] = [];
  for (const notice of notices) {
    const date = dateOf(notice.told_at);
    const last = days.at(-1);
    if (last?.date === date) last.notices.push(notice);
    else days.push({ date, notices: [notice] });
  }
  return days;
}
