import { ActionIcon, Button as MantineButton, Tooltip } from "@mantine/core";
import type { ComponentPropsWithRef, ElementType, ReactNode } from "react";
import css from "./Button.module.css";

type Look = "main" | "plain" | "quiet" | "soft";
const VARIANT: Record<Look, string> = { main: "filled", plain: "default", quiet: "subtle", soft: "light" };

export interface ButtonProps extends Omit<ComponentPropsWithRef<"button">, "color"> {
  /** main: the one thing the page wants; plain: the others; soft: tinted; quiet: no edge. */
  look?: Look;
  danger?: boolean;
  icon?: ReactNode;
  /** Busy: shows that it is working, keeps its width and refuses a second press. */
  busy?: boolean;
  small?: boolean;
  wide?: boolean;
  /** Renders as something else: a router link, `a`. */
  as?: ElementType;
  [rest: string]: unknown;
}

export function Button({
  look = "plain",
  danger,
  icon,
  busy,
  small,
  wide,
  as,
  type = "button",
  ...rest
}: ButtonProps) {
  return (
    <MantineButton
      component={(as ?? "button") as "button"}
      type={as ? undefined : type}
      variant={VARIANT[look]}
      color={danger ? "danger" : undefined}
      leftSection={icon}
      loading={busy}
      fullWidth={wide}
      size={small ? "compact-sm" : "sm"}
      className={css.button}
      classNames={{ label: css.label }}
      {...(rest as object)}
    />
  );
}

export interface IconButtonProps extends Omit<ComponentPropsWithRef<"button">, "color" | "children"> {
  /** Its name: read aloud, and shown as a tooltip. */
  label: string;
  children: ReactNode;
  look?: Look;
  danger?: boolean;
  small?: boolean;
  /** The tooltip may be in the way of a menu that opens below. */
  tooltip?: boolean;
  as?: ElementType;
  [rest: string]: unknown;
}

export function IconButton({
  label,
  look = "quiet",
  danger,
  small,
  tooltip = true,
  as,
  type = "button",
  ...rest
}: IconButtonProps) {
  const button = (
    <ActionIcon
      component={(as ?? "button") as "button"}
      type={as ? undefined : type}
      variant={VARIANT[look]}
      color={danger ? "danger" : undefined}
      size={small ? 28 : 36}
      aria-label={label}
      className={css.icon}
      {...(rest as object)}
    />
  );
  return tooltip ? (
    <Tooltip label={label} classNames={{ tooltip: css.tooltip }}>
      {button}
    </Tooltip>
  ) : (
    button
  );
}

/** The name of a thing that only shows a picture, on hover and focus. */
export function Hint({ label, children }: { label: string; children: ReactNode }) {
  return (
    <Tooltip label={label} classNames={{ tooltip: css.tooltip }} multiline maw={320}>
      {children}
    </Tooltip>
  );
}
