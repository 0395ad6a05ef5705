// Operations of the notifications tool.
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { get, patch, post, remove } from "./client";
import type {
  Id,
  MailLink,
  Notice,
  NoticeChoice,
  NotificationDefaults,
  NotificationPreferences,
  NotificationPreferencesChange,
  PageOf,
  PushDevice,
  PushDevices,
  Timestamp,
} from "./types";

const ALL = "/api/notifications";

/** The start of the cache keys of the list and of how much of it is unread. */
export const NOTICES = ["notifications", "notices"];
/** The start of the cache keys of what is chosen, and of devices. */
export const CHOICES = ["notifications", "choices"];

export const noticesQuery = (unread: boolean) =>
  infiniteQueryOptions({
    queryKey: [...NOTICES, "pages", unread],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      get<PageOf<Notice>>(`${ALL}/notices`, { query: { unread, limit: 30, after: pageParam }, signal }),
    getNextPageParam: (page) => page.next,
  });

export const unreadQuery = queryOptions({
  queryKey: [...NOTICES, "unread"],
  queryFn: ({ signal }) => get<{ unread: number }>(`${ALL}/unread`, { signal }),
  meta: { onEveryPage: true },
});

export const markNotice = (id: Id, read: boolean) =>
  patch<Notice>(`${ALL}/notices/${id}`, { json: { read } });
export const dropNotice = (id: Id) => remove(`${ALL}/notices/${id}`);
export const restoreNotice = (id: Id) => post<void>(`${ALL}/notices/${id}/restore`);
/** All up to the newest that was seen; answers with what takes it back. */
export const readAll = (until: Id | undefined) =>
  post<{ count: number; read_at: Timestamp }>(`${ALL}/notices/read`, { json: { until } });
export const unreadAgain = (readAt: Timestamp) =>
  post<{ count: number }>(`${ALL}/notices/unread`, { json: { read_at: readAt } });

export const preferencesQuery = queryOptions({
  queryKey: [...CHOICES, "mine"],
  queryFn: ({ signal }) => get<NotificationPreferences>(`${ALL}/preferences`, { signal }),
});
export const changePreferences = (change: Partial<NotificationPreferencesChange>) =>
  patch<NotificationPreferences>(`${ALL}/preferences`, { json: change });

export const defaultsQuery = queryOptions({
  queryKey: [...CHOICES, "defaults"],
  queryFn: ({ signal }) => get<NotificationDefaults>(`${ALL}/defaults`, { signal }),
});
export const changeDefaults = (kinds: Record<string, NoticeChoice>) =>
  patch<NotificationDefaults>(`${ALL}/defaults`, { json: { kinds } });

export const devicesQuery = queryOptions({
  queryKey: [...CHOICES, "devices"],
  queryFn: ({ signal }) => get<PushDevices>(`${ALL}/devices`, { signal }),
});
export const addDevice = (subscription: PushSubscriptionJSON) =>
  post<PushDevice>(`${ALL}/devices`, { json: { endpoint: subscription.endpoint, keys: subscription.keys } });
export const removeDevice = (id: Id) => remove(`${ALL}/devices/${id}`);
export const testDevice = (id: Id) => post<void>(`${ALL}/devices/${id}/test`);

const link = (token: string) => `${ALL}/mail-links/${encodeURIComponent(token)}`;

/** What a link in a letter is about; `not-found` when it is none of ours. */
export const mailLinkQuery = (token: string) =>
  queryOptions({
    queryKey: [...CHOICES, "link", token],
    queryFn: ({ signal }) => get<MailLink>(link(token), { signal }),
    retry: false,
  });
export const stopMail = (token: string) => post<MailLink>(`${link(token)}/stop`);
export const resumeMail = (token: string) => post<MailLink>(`${link(token)}/resume`);
