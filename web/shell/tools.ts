// The tools of the suite: the single list. Their order here is the order of their routes; the rail follows the
// organisation's own order.
import { accounts } from "~/tools/accounts/tool";
import { files } from "~/tools/files/tool";
import { notifications } from "~/tools/notifications/tool";
import { organisations } from "~/tools/organisations/tool";
import { search } from "~/tools/search/tool";
import type { Tool } from "./tool";

export const tools: readonly Tool[] = [files, accounts, notifications, organisations, search];
