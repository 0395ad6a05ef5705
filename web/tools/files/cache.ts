// What a change does to pages that are already loaded, so that it shows at once and can be taken back. Pure.
import type { InfiniteData } from "@tanstack/react-query";
import type { PageOf } from "~/api/types";

export type Pages<T> = InfiniteData<PageOf<T>, unknown>;

/** In order, each once: a page fetched after a change may repeat an entry of the page before. */
export function flat<T extends { id: string }>(pages: Pages<T> | undefined): T[] {
  const seen = new Set<string>();
  const items: T[] = [];
  for (const page of pages?.pages ?? []) {
    for (const item of page.items) {
      if (seen.has(item.id)) continue;
      seen.add(item.id);
      items.push(item);
    }
  }
  return items;
}

export function without<T extends { id: string }>(pages: Pages<T>, ids: ReadonlySet<string>): Pages<T> {
  return mapPages(pages, (items) =>
    items.some((item) => ids.has(item.id)) ? items.filter((item) => !ids.has(item.id)) : items,
  );
}

export function changed<T extends { id: string }>(pages: Pages<T>, id: string, change: Partial<T>): Pages<T> {
  return mapPages(pages, (items) =>
    items.some((item) => item.id === id)
      ? items.map((item) => (item.id === id ? { ...item, ...change } : item))
      : items,
  );
}

/** Pages that did not change stay the same object, so that their rows do not render again. */
function mapPages<T>(pages: Pages<T>, map: (items: T[]) => T[]): Pages<T> {
  let any = false;
  const next = pages.pages.map((page) => {
    const items = map(page.items);
    if (items === page.items) return page;
    any = true;
    return { ...page, items };
  });
  return any ? { ...pages, pages: next } : pages;
}
