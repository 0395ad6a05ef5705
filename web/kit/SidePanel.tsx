// Something to read beside the page, from the edge of the window; on a phone, a page of its own. The focus goes into it
// and back to where it was.
import { useLingui } from "@lingui/react/macro";
import { Modal } from "@mantine/core";
import type { ReactNode } from "react";
import { useReturnFocus } from "./Dialog";
import css from "./SidePanel.module.css";

export interface SidePanelProps {
  open: boolean;
  onClose: () => void;
  title: string;
  children: ReactNode;
}

export function SidePanel({ open, onClose, title, children }: SidePanelProps) {
  const { t } = useLingui();
  const known = useReturnFocus(open);
  return (
    <Modal.Root
      opened={open}
      onClose={onClose}
      returnFocus={false}
      size={440}
      xOffset={0}
      yOffset={0}
      transitionProps={{ transition: "fade", duration: 100 }}
      classNames={{ inner: css.inner, content: css.window, title: css.title, close: css.close }}
    >
      <Modal.Overlay className={css.shade} />
      <Modal.Content ref={known}>
        <div className={css.header}>
          <Modal.Title>{title}</Modal.Title>
          <Modal.CloseButton aria-label={t`Close`} />
        </div>
        <div className={css.body}>{children}</div>
      </Modal.Content>
    </Modal.Root>
  );
}
