// Which page has which guide. A test fails when a page in the frame has none. A guide whose page this version does not
// have is not shown.

const OF_PAGES = {
  "/": "home",
  "/files": "files",
  "/files/d/$driveId": "files",
  "/files/f/$folderId": "files",
  "/files/recent": "recent",
  "/files/trash/$driveId": "trash",
  "/search": "search",
  "/notifications": "notifications",
  "/notifications/preferences": "notice-preferences",
  "/announcements": "announcements",
  "/people": "people",
  "/people/$personId": "person",
  "/people/invitations": "invitations",
  "/people/import": "import",
  "/people/import/$importId": "import",
  "/people/joining": "joining",
  "/groups": "groups",
  "/groups/$groupId": "group",
  "/account": "account",
  "/account/journal": "journal",
  "/account/recorded": "recorded",
  "/settings": "settings",
  "/settings/addresses": "addresses",
  "/settings/announcements": "announcing",
  "/settings/tools": "settings",
  "/settings/notifications": "notice-defaults",
  "/settings/mail": "mail",
  "/settings/storage": "storage",
  "/settings/retention": "retention",
  "/settings/journal": "record",
} as const;

export type GuideId = (typeof OF_PAGES)[keyof typeof OF_PAGES];

export interface Guide {
  /** As the page is called. */
  title: string;
  /** What the page is for. */
  about: string;
  /** What one can do there, the most frequent first. */
  can: readonly string[];
  /** One thing that most people learn late. */
  tip: string;
}

export type Guides = Readonly<Record<GuideId, Guide>>;

/** The guide of the page with this path, as the router writes it. */
export function guideOf(route: string): GuideId | null {
  return (OF_PAGES as Record<string, GuideId>)[route] ?? null;
}

/** The guides of these pages, in the order of a first visit. */
export function guidesOf(routes: readonly string[]): GuideId[] {
  const there = new Set(routes);
  const pages = Object.entries(OF_PAGES).filter(([page]) => there.has(page));
  return [...new Set(pages.map(([, guide]) => guide))];
}

/** Pages for those who manage people and settings: their guides are of no use to others. */
export const FOR_ADMINS: ReadonlySet<GuideId> = new Set([
  "invitations",
  "import",
  "joining",
  "settings",
  "addresses",
  "notice-defaults",
  "announcing",
  "mail",
  "storage",
  "retention",
  "record",
]);

/** Where a guide's page is, if it is one place. */
export const PLACES: Partial<Record<GuideId, string>> = {
  home: "/",
  files: "/files",
  recent: "/files/recent",
  search: "/search",
  people: "/people",
  groups: "/groups",
  announcements: "/announcements",
  invitations: "/people/invitations",
  import: "/people/import",
  joining: "/people/joining",
  notifications: "/notifications",
  "notice-preferences": "/notifications/preferences",
  account: "/account",
  settings: "/settings",
  announcing: "/settings/announcements",
};

export async function readGuides(locale: string): Promise<Guides> {
  const { guides } = await (locale === "fr" ? import("./fr") : import("./en"));
  return guides;
}
