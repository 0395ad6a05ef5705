// What opens below a button and stays until one looks elsewhere: more than a menu, less than a page.
import { Popover as MantinePopover } from "@mantine/core";
import type { ReactElement, ReactNode } from "react";
import { FLOATS } from "./floats";
import css from "./Popover.module.css";

export interface PopoverProps {
  open: boolean;
  onChange: (open: boolean) => void;
  /** Its name, read aloud. */
  label: string;
  /** The button that it belongs to; it says itself whether it is open. */
  button: ReactElement;
  width?: number;
  children: ReactNode;
}

export function Popover({ open, onChange, label, button, width = 400, children }: PopoverProps) {
  return (
    <MantinePopover
      opened={open}
      onChange={onChange}
      position="bottom-end"
      width={width}
      offset={8}
      trapFocus
      returnFocus
      classNames={{ dropdown: css.dropdown }}
      portalProps={{ target: FLOATS }}
    >
      <MantinePopover.Target>{button}</MantinePopover.Target>
      <MantinePopover.Dropdown aria-label={label}>{children}</MantinePopover.Dropdown>
    </MantinePopover>
  );
}
