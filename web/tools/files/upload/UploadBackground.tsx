// Uploads, beside whatever page is shown: puts them into the tray and into the title of the page, asks what to do about
// names that are taken, and offers to go on with what a reload interrupted.
import { useLingui } from "@lingui/react/macro";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState, useSyncExternalStore } from "react";
import { removeTrayTask, setTrayTask, toast, useFormats } from "~/kit";
import { ConflictDialog } from "./ConflictDialog";
import type { Unfinished } from "./memory";
import { TASK, trayTask, unfinished } from "./progress";
import { pick, uploadsOf } from "./uploads";

export default function UploadBackground() {
  const { i18n } = useLingui();
  const formats = useFormats();
  const queries = useQueryClient();
  const { queue } = uploadsOf(queries);
  const snapshot = useSyncExternalStore(queue.subscribe, queue.snapshot);
  const running = unfinished(snapshot) > 0;
  const share = snapshot.totalBytes > 0 ? snapshot.doneBytes / snapshot.totalBytes : 0;

  // biome-ignore lint/correctness/useExhaustiveDependencies: the language changes what is said
  useEffect(() => {
    if (snapshot.transfers.size === 0) removeTrayTask(TASK);
    else setTrayTask(trayTask(snapshot, queue, formats));
  }, [snapshot, queue, formats, i18n.locale]);

  useProgressInTitle(running ? formats.percent(share) : null);
  useInterrupted();

  const asking = snapshot.asking === null ? undefined : snapshot.transfers.get(snapshot.asking);
  return asking ? (
    <ConflictDialog
      key={asking.id}
      transfer={asking}
      waiting={snapshot.counts.asking}
      onAnswer={(choice, forAll) => queue.resolve(asking.id, choice, forAll)}
      onCancelAll={() => queue.cancelAll()}
    />
  ) : null;
}

/** "43 % · My files": pages set their titles themselves, so this puts itself before whatever they say. */
function useProgressInTitle(progress: string | null): void {
  useEffect(() => {
    if (progress === null) return;
    const prefix = `${progress} – `;
    const put = () => {
      if (!document.title.startsWith(prefix)) document.title = prefix + document.title;
    };
    put();
    const watch = new MutationObserver(put);
    const element = document.querySelector("title");
    if (element) watch.observe(element, { childList: true });
    return () => {
      watch.disconnect();
      if (document.title.startsWith(prefix)) document.title = document.title.slice(prefix.length);
    };
  }, [progress]);
}

/** What the page was sending when it was closed. The browser does not keep the file: it has to be picked again. */
function useInterrupted(): void {
  const { t } = useLingui();
  const queries = useQueryClient();
  const { queue, memory } = uploadsOf(queries);
  const [entries, setEntries] = useState<readonly Unfinished[]>(() => memory.all());
  useEffect(() => {
    const forget = (entry: Unfinished) => {
      setEntries((before) => before.filter(({ uploadId }) => uploadId !== entry.uploadId));
      removeTrayTask(taskOf(entry));
    };
    for (const entry of entries) {
      const name = entry.path.split("/").at(-1) ?? entry.path;
      setTrayTask({
        id: taskOf(entry),
        title: t`The upload of “${name}” was interrupted`,
        detail: t`Choose the same file again: it goes on where it stopped.`,
        state: "failed",
        progress: 0,
        items: [],
        action: {
          label: t`Choose the file…`,
          run: () =>
            pick("file", ([file]) => {
              if (!file) return;
              if (file.size !== entry.size || file.lastModified !== entry.modifiedAt) {
                toast(t`This is another file, or it has changed since. Choose “${name}” as it was.`, {
                  tone: "bad",
                });
                return;
              }
              forget(entry);
              queue.add(entry.parentId, [{ kind: "file", path: entry.path, file }]);
            }),
        },
        onDismiss: () => {
          forget(entry);
          queue.abandon(entry.uploadId);
        },
      });
    }
  }, [entries, queue, t]);
}

function taskOf(entry: Unfinished): string {
  return `files.interrupted.${entry.uploadId}`;
}
