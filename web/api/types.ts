// The shapes that the server sends, as its OpenAPI document describes them.

export type Timestamp = string;
export type Id = string;

export interface PageOf<T> {
  items: T[];
  next: string | null;
}

export type Locale = "fr" | "en";
export type ColourScheme = "system" | "light" | "dark";

export interface Organisation {
  id: Id;
  name: string;
  domain: string;
  /** `#rrggbb`, as the organisation chose it: not yet adjusted for contrast. */
  accent: string;
  logo_url: string | null;
  locale: Locale;
  time_zone: string;
  /** The tools that are on, in the order of the rail. */
  tools: string[];
  needs_setup: boolean;
}

export interface OrganisationChange {
  name?: string;
  accent?: string;
  locale?: Locale;
  time_zone?: string;
}

export interface Setup {
  token: string;
  organisation: { name: string; locale: Locale; time_zone: string };
  person: { handle: string; name: string; email: string; password: string };
}

export type MemberRole = "owner" | "admin" | "member";

export interface Me {
  id: Id;
  handle: string;
  name: string;
  email: string;
  photo_url: string | null;
  /** null: the organisation's language. */
  language: Locale | null;
  theme: ColourScheme;
  /** null: the organisation's time zone. */
  time_zone: string | null;
  role: MemberRole;
  groups: { id: Id; name: string }[];
  etag: string;
}

export interface ProfileChange {
  name?: string;
  language?: Locale | null;
  theme?: ColourScheme;
  time_zone?: string | null;
}

export interface SignIn {
  login: string;
  password: string;
  remember: boolean;
}

export interface Session {
  id: Id;
  device: string;
  address: string;
  created_at: Timestamp;
  last_seen_at: Timestamp;
  current: boolean;
}

export interface AppPassword {
  id: Id;
  label: string;
  created_at: Timestamp;
  last_used_at: Timestamp | null;
  last_address: string | null;
}

export interface NewAppPassword {
  id: Id;
  label: string;
  /** Sent once: the server keeps only a hash. */
  password: string;
  login: string;
  created_at: Timestamp;
}

export interface AuditEntry {
  id: Id;
  at: Timestamp;
  act: string;
  address: string | null;
  device: string | null;
  detail: Record<string, unknown>;
}

export interface Person {
  id: Id;
  handle: string;
  name: string;
  photo_url: string | null;
}

export type Role = "viewer" | "commenter" | "editor" | "manager";

export interface Drive {
  id: Id;
  kind: "personal" | "group";
  name: string;
  root_id: Id;
  group_id: Id | null;
  /** null: no limit. */
  quota_bytes: number | null;
  used_bytes: number;
  role: Role;
  version: number;
}

export interface PersonRef {
  id: Id;
  name: string;
}

export interface Node {
  id: Id;
  drive_id: Id;
  parent_id: Id | null;
  kind: "folder" | "file";
  name: string;
  size: number;
  media_type: string | null;
  modified_at: Timestamp;
  modified_by: PersonRef | null;
  created_at: Timestamp;
  etag: string;
  fileid: number;
  has_preview: boolean;
  role: Role;
}

export interface PathStep {
  id: Id;
  name: string;
}

/** A node with the way to it, from the root of its drive to itself. */
export interface NodeWithPath extends Node {
  path: PathStep[];
}

export type ChildSort = "name" | "modified" | "size";
export type SortOrder = "asc" | "desc";

export type IfExists = "fail" | "replace" | "rename" | "skip-identical";

export interface NewUpload {
  parent_id: Id;
  /** Relative to the parent; folders that are missing are made when the upload completes. */
  path: string;
  size: number;
  modified_at?: Timestamp;
  media_type?: string;
  if_exists?: IfExists;
}

export interface Upload {
  id: Id;
  offset: number;
  size: number;
  expires_at: Timestamp;
  /** Set at once when there was nothing to send. */
  node?: Node | null;
}

export interface UploadProgress {
  offset: number;
  /** Set when the last byte has arrived. */
  node: Node | null;
}

export interface TrashedNode {
  id: Id;
  name: string;
  kind: "folder" | "file";
  size: number;
  media_type: string | null;
  deleted_at: Timestamp;
  deleted_by: PersonRef | null;
  original_path: string;
  drive_id: Id;
}

export interface Version {
  id: Id;
  size: number;
  created_at: Timestamp;
  created_by: PersonRef | null;
}

/** What arrives on the events websocket, by kind. */
export interface EventData {
  "files.changed": { drive_id: Id; parent_ids: Id[]; node_ids: Id[]; by: Id | null };
  "files.drives": Record<string, unknown>;
  "accounts.me": Record<string, never>;
  "organisations.changed": Record<string, never>;
}
export type EventKind = keyof EventData;
