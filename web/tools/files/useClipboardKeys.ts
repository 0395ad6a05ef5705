// Cut, copy and paste by the keys everybody knows. They must not get in the way of text: what is selected on the page is
// copied as text, and fields keep their own clipboard.
import { useLingui } from "@lingui/react/macro";
import { useQueryClient } from "@tanstack/react-query";
import { type RefObject, useEffect, useRef } from "react";
import type { Id } from "~/api/types";
import { isTyping } from "~/kit";
import { pasted } from "./upload/gather";
import { upload } from "./upload/uploads";

export interface ClipboardKeys {
  onCut: (() => void) | null;
  onCopy: (() => void) | null;
  onPaste: (() => void) | null;
  /** Where pasted pictures and files go. */
  filesInto: Id | null;
  /** From here the arrow keys lead into the list when nothing has the focus. */
  list: RefObject<HTMLElement | null>;
}

export function useClipboardKeys(keys: ClipboardKeys): void {
  const { t } = useLingui();
  const queries = useQueryClient();
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    const elsewhere = (event: Event) =>
      isTyping(event) ||
      (event.target instanceof Element &&
        event.target.closest('dialog, [role="dialog"], [role="menu"]') !== null);
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || elsewhere(event) || event.altKey) return;
      const { onCut, onCopy, list } = latest.current;
      const nowhere = document.activeElement === document.body || document.activeElement?.id === "main";
      if (
        nowhere &&
        (event.key === "ArrowDown" || event.key === "ArrowUp") &&
        !event.ctrlKey &&
        !event.metaKey
      ) {
        const first = list.current?.querySelector<HTMLElement>('[data-entry][tabindex="0"]');
        if (!first) return;
        event.preventDefault();
        first.focus();
        return;
      }
      if (!(event.ctrlKey || event.metaKey) || event.shiftKey) return;
      if (window.getSelection()?.isCollapsed === false) return;
      const run = event.key === "c" ? onCopy : event.key === "x" ? onCut : null;
      if (run === null) return;
      event.preventDefault();
      run();
    };
    const onPaste = (event: ClipboardEvent) => {
      if (elsewhere(event)) return;
      const { onPaste: paste, filesInto } = latest.current;
      const transfer = event.clipboardData;
      if (transfer && transfer.files.length > 0) {
        if (filesInto === null) return;
        event.preventDefault();
        const now = new Date();
        const two = (value: number) => String(value).padStart(2, "0");
        const day = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
        const time = `${two(now.getHours())}.${two(now.getMinutes())}.${two(now.getSeconds())}`;
        upload(queries, filesInto, pasted(transfer, t`Pasted picture`, `${day} ${time}`));
        return;
      }
      if (paste === null) return;
      event.preventDefault();
      paste();
    };
    window.addEventListener("keydown", onKeyDown);
    document.addEventListener("paste", onPaste);
    return () => {
      window.removeEventListener("keydown", onKeyDown);
      document.removeEventListener("paste", onPaste);
    };
  }, [queries, t]);
}
