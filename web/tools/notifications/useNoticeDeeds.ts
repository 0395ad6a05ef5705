import { useLingui } from "@lingui/react/macro";
import { type InfiniteData, useMutation, useQueryClient } from "@tanstack/react-query";
import { dropNotice, markNotice, NOTICES, readAll, restoreNotice, unreadAgain } from "~/api/notifications";
import type { Id, Notice, PageOf } from "~/api/types";
import { problemWords, toast } from "~/kit";

type Pages = InfiniteData<PageOf<Notice>>;

/** What can be done with the list: seen at once here, by the other tabs when the server has it. */
export function useNoticeDeeds() {
  const { t } = useLingui();
  const queries = useQueryClient();
  const refresh = () => queries.invalidateQueries({ queryKey: NOTICES });
  const sorry = (error: Error) => {
    const { what, next } = problemWords(error);
    toast(`${what} ${next}`, { tone: "bad" });
  };
  const change = (of: (notices: Notice[]) => Notice[]) =>
    queries.setQueriesData<Pages>(
      { queryKey: [...NOTICES, "pages"] },
      (known) =>
        known && { ...known, pages: known.pages.map((page) => ({ ...page, items: of(page.items) })) },
    );

  const mark = useMutation({
    mutationFn: ({ id, read }: { id: Id; read: boolean }) => markNotice(id, read),
    onMutate: ({ id, read }) => {
      const readAt = read ? new Date().toISOString() : null;
      change((notices) => notices.map((one) => (one.id === id ? { ...one, read_at: readAt } : one)));
    },
    onError: sorry,
    onSettled: refresh,
  });
  const restore = useMutation({ mutationFn: restoreNotice, onError: sorry, onSettled: refresh });
  const drop = useMutation({
    mutationFn: dropNotice,
    onMutate: (id) => void change((notices) => notices.filter((one) => one.id !== id)),
    onSuccess: (_, id) => void toast(t`Deleted from your list.`, { undo: () => restore.mutate(id) }),
    onError: sorry,
    onSettled: refresh,
  });
  const unread = useMutation({ mutationFn: unreadAgain, onError: sorry, onSettled: refresh });
  const all = useMutation({
    mutationFn: readAll,
    onSuccess: ({ count, read_at }) => {
      if (count > 0) toast(t`Everything is marked as read.`, { undo: () => unread.mutate(read_at) });
    },
    onError: sorry,
    onSettled: refresh,
  });
  return { mark: mark.mutate, drop: drop.mutate, readAll: all.mutate, readingAll: all.isPending };
}
