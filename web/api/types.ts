// The shapes that the server sends and takes, out of its OpenAPI document: `npm run api` brings schema.d.ts up to date
// from a running server, and what no longer fits then does not compile. Here they only get short names, and languages
// the two values that they can have.
import type { components } from "./schema";

type Schemas = components["schemas"];

export type Timestamp = string;
export type Id = string;

export interface PageOf<T> {
  items: T[];
  next: string | null;
}

export type Locale = "fr" | "en";
export type ColourScheme = Schemas["Theme"];

export type Organisation = Omit<Schemas["Organisation"], "locale"> & { locale: Locale };
export type OrganisationChange = Omit<Schemas["OrganisationChange"], "locale"> & { locale?: Locale };
export type Setup = Schemas["SetUp"];

export type MemberRole = Schemas["OrgRole"];
export type Me = Omit<Schemas["Me"], "language"> & { language: Locale | null };
/** null: as the organisation. */
export type ProfileChange = Omit<Schemas["ProfileChange"], "name" | "theme" | "language"> & {
  name?: string;
  theme?: ColourScheme;
  language?: Locale | null;
};
export type SignIn = Schemas["SignIn"];
export type Session = Schemas["Session"];
export type AppPassword = Schemas["AppPassword"];
export type NewAppPassword = Schemas["NewAppPassword"];
export type AuditEntry = Omit<Schemas["AuditEntry"], "detail"> & { detail: Record<string, unknown> };
export type Person = Schemas["Person"];

export type Role = Schemas["Role"];
export type Drive = Schemas["Drive"];
export type PersonRef = Schemas["PersonRef"];
export type Node = Schemas["Node"];
export type PathStep = Schemas["PathStep"];
/** A node with the way to it, from the root of its drive to itself. */
export type NodeWithPath = Schemas["NodeWithPath"];
export type IfExists = Schemas["IfExists"];
export type NewUpload = Schemas["NewUpload"];
export type Upload = Schemas["Upload"];
export type UploadProgress = Schemas["Progress"];
export type TrashedNode = Schemas["TrashedNode"];
export type Version = Schemas["Version"];

export type ChildSort = "name" | "modified" | "size";
export type SortOrder = "asc" | "desc";

/** What arrives on the events websocket, by kind. */
export interface EventData {
  "files.changed": { drive_id: Id; parent_ids: Id[]; node_ids: Id[]; by: Id | null };
  "files.drives": Record<string, unknown>;
  "accounts.me": Record<string, never>;
  "organisations.changed": Record<string, never>;
}
export type EventKind = keyof EventData;
