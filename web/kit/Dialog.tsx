// A question that needs an answer before anything else. A window on a desktop, a sheet from below on a phone.

import { Trans, useLingui } from "@lingui/react/macro";
import { Modal } from "@mantine/core";
import { type FormEvent, type ReactNode, useCallback, useId, useLayoutEffect, useRef, useState } from "react";
import { Button } from "./Button";
import css from "./Dialog.module.css";
import { TextField } from "./fields";

export interface DialogProps {
  open: boolean;
  onClose: () => void;
  title: string;
  children: ReactNode;
  /** The buttons, the main one last. */
  actions?: ReactNode;
  /** Makes it a form: Enter sends it. */
  onSubmit?: () => void;
  width?: number;
}

/** Where a dialog that has just gone gives the focus back to: one that takes its place inherits it. */
let heir: Element | null = null;

/**
 * Gives the focus back where it was, also when the dialog is taken away without being closed first; but never takes it
 * from what the dialog led to, such as a field that it made appear. Answers what to tell about the window.
 */
export function useReturnFocus(open: boolean): (window: HTMLElement | null) => void {
  const content = useRef<HTMLElement | null>(null);
  useLayoutEffect(() => {
    if (!open) return;
    const before = heir ?? document.activeElement;
    return () => {
      heir = before;
      setTimeout(() => {
        heir = null;
        const now = document.activeElement;
        const lost = now === null || now === document.body || content.current?.contains(now);
        if (lost && before instanceof HTMLElement && before.isConnected)
          before.focus({ preventScroll: true });
      });
    };
  }, [open]);
  // It is still wanted once it is gone.
  return useCallback((element) => {
    if (element) content.current = element;
  }, []);
}

export function Dialog({ open, onClose, title, children, actions, onSubmit, width = 440 }: DialogProps) {
  const { t } = useLingui();
  const known = useReturnFocus(open);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit?.();
  };
  const inside = (
    <>
      <div className={css.content}>{children}</div>
      {actions && <div className={css.actions}>{actions}</div>}
    </>
  );
  return (
    <Modal.Root
      opened={open}
      onClose={onClose}
      returnFocus={false}
      size={width}
      centered
      transitionProps={{ transition: "fade", duration: 130 }}
      classNames={{
        inner: css.inner,
        content: css.window,
        title: css.title,
        body: css.body,
        close: css.close,
      }}
    >
      <Modal.Overlay className={css.shade} />
      <Modal.Content ref={known}>
        <div className={css.header}>
          <Modal.Title>{title}</Modal.Title>
          <Modal.CloseButton aria-label={t`Close`} />
        </div>
        <Modal.Body>
          {onSubmit ? (
            <form onSubmit={submit} noValidate>
              {inside}
            </form>
          ) : (
            inside
          )}
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}

export interface ConfirmByNameProps {
  open: boolean;
  onClose: () => void;
  title: string;
  /** What will be lost, in a sentence. */
  children: ReactNode;
  /** What must be typed. */
  name: string;
  /** The words on the button. */
  confirm: string;
  onConfirm: () => void;
  busy?: boolean;
}

/** For what cannot be undone, and only for that: the name of the thing has to be typed. */
export function ConfirmByName({
  open,
  onClose,
  title,
  children,
  name,
  confirm,
  onConfirm,
  busy,
}: ConfirmByNameProps) {
  const { t } = useLingui();
  const [typed, setTyped] = useState("");
  const form = useId();
  const matches = typed.trim() === name.trim();
  const close = () => {
    setTyped("");
    onClose();
  };
  return (
    <Dialog
      open={open}
      onClose={close}
      title={title}
      onSubmit={() => matches && onConfirm()}
      actions={
        <>
          <Button look="quiet" onClick={close}>
            <Trans>Cancel</Trans>
          </Button>
          <Button look="main" danger type="submit" busy={busy} disabled={!matches}>
            {confirm}
          </Button>
        </>
      }
    >
      <div className={css.text}>{children}</div>
      <TextField
        id={form}
        label={t`Type “${name}” to confirm`}
        value={typed}
        onChange={setTyped}
        autoComplete="off"
        autoFocus
      />
    </Dialog>
  );
}
