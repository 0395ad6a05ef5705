// What a tool tells the shell about itself. A tool's `tool.ts` exports one of these; `tools.ts` is the only list of
// them. The object is loaded with the shell, so it stays small: everything heavy is behind an import() of its own.
import type { MessageDescriptor } from "@lingui/core";
import type { Icon } from "@tabler/icons-react";
import type { QueryClient } from "@tanstack/react-query";
import type { ComponentType } from "react";
import type { Me } from "~/api/types";

export type Access = "member" | "alone" | "public";

export interface ToolRoute {
  /** "/files/$driveId", as TanStack Router writes paths. */
  path: string;
  load: () => Promise<{ default: ComponentType }>;
  /** Reads the search parameters of the address; what it leaves out is dropped. */
  search?: (raw: Record<string, unknown>) => object;
  /**
   * member: in the frame of the shell. alone: for whoever is signed in, without the frame, because there is one thing
   * to do and nothing else to go to. public: without the frame, to anybody.
   */
  access?: Access;
  /** What the sign-in page says that it leads to, when it stands in the way of this page. */
  purpose?: MessageDescriptor;
}

/** What an action may use, wherever in the suite it was started. */
export interface ActionContext {
  /** Goes to an address of the suite, search parameters included. */
  go: (to: string) => void;
  queries: QueryClient;
}

export interface ToolAction {
  id: string;
  label: MessageDescriptor;
  icon: Icon;
  /** Whether this device can do it; it can when this is left out. */
  available?: () => boolean;
  run: (context: ActionContext) => void | Promise<void>;
}

/** A kind of things that the tool has and a search finds: people, files... The server says which are found. */
export interface FoundKind {
  /** As the server calls it. */
  kind: string;
  /** What several are called, above a list of them: "People". */
  label: MessageDescriptor;
  icon: Icon;
  /** People are shown with their faces. */
  faces?: true;
  /** Where one is that lies in no folder of anything. */
  nowhere?: MessageDescriptor;
}

export interface ToolPage {
  label: MessageDescriptor;
  to: string;
  icon: Icon;
  /** Who sees it; everybody when it is left out. */
  for?: (me: Me) => boolean;
}

export interface RailPage extends ToolPage {
  /** Another address where the reader is still at the same place of the rail. */
  also?: string;
}

export interface Tool {
  /** The same name as the Rust tool. */
  name: string;
  /** Its words, loaded before its first page is shown. */
  catalogue: (locale: string) => Promise<{ messages: Record<string, string | string[]> }>;
  routes: ToolRoute[];
  /** Its place in the rail; none for tools that are reached otherwise. */
  rail?: RailPage;
  /** Part of every organisation: it cannot be switched off, and stands after those that can. */
  always?: true;
  /** Real things to make, for the "New" menu. */
  newActions?: ToolAction[];
  /** Pages and settings that the command palette can go to. */
  pages?: ToolPage[];
  /** Parts of pages and settings that the palette finds, and that stand in no menu. */
  settings?: ToolPage[];
  /** Its things that a search finds. */
  finds?: FoundKind[];
  /** Stands in the bar on top of every page, before the person. */
  bar?: () => Promise<{ default: ComponentType }>;
  /** Stands above every page, in the frame, when there is something to say to everybody. */
  banner?: () => Promise<{ default: ComponentType }>;
  /** Loaded when the first page is at rest and kept, whatever the page, while somebody is signed in: work that goes on. */
  background?: () => Promise<{ default: ComponentType }>;
  /** Translates an event of the tool into what has to be fetched again. */
  onEvent?: (kind: string, data: unknown, queries: QueryClient) => void;
}

/** Whether an organisation can switch it off. */
export const canBeOff = (tool: Tool): boolean => tool.rail !== undefined && !tool.always;
