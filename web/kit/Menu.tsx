// Menus of actions: from a button, or where the pointer (or the Menu key) asked for one.
import { Menu as MantineMenu } from "@mantine/core";
import { type ElementType, Fragment, type ReactElement, type ReactNode } from "react";
import { FLOATS } from "./floats";
import css from "./Menu.module.css";

export interface MenuAction {
  label: string;
  icon?: ReactNode;
  /** The key that does the same, as the reader would press it. */
  keys?: string;
  danger?: boolean;
  disabled?: boolean;
  /** One of several: shows a tick when true. */
  checked?: boolean;
  onSelect?: () => void;
  /** Renders the item as something else: a router link, `a`. */
  as?: ElementType;
  props?: Record<string, unknown>;
}
/** Actions in groups that belong together; a hairline stands between groups. */
export type MenuGroup = { label?: string; actions: MenuAction[] };

export interface MenuProps {
  groups: MenuGroup[];
  /** The button that opens it. */
  children: ReactElement;
  /** Above the actions: who is signed in, what is selected. */
  header?: ReactNode;
  width?: number;
  position?: "bottom-start" | "bottom-end" | "right-start" | "top-start" | "top-end";
}

export function Menu({ groups, children, header, width = 240, position = "bottom-end" }: MenuProps) {
  return (
    <MantineMenu
      position={position}
      width={width}
      classNames={css}
      offset={6}
      withInitialFocusPlaceholder={false}
      portalProps={{ target: FLOATS }}
    >
      <MantineMenu.Target>{children}</MantineMenu.Target>
      <MantineMenu.Dropdown>
        {header}
        <MenuItems groups={groups} />
      </MantineMenu.Dropdown>
    </MantineMenu>
  );
}

export interface ContextMenuProps {
  /** null: closed. Coordinates are of the window. */
  at: { x: number; y: number } | null;
  groups: MenuGroup[];
  onClose: () => void;
  width?: number;
}

/** A menu at a point. Whoever shows it also offers the same actions on a button, for touch and for assistive technology. */
export function ContextMenu({ at, groups, onClose, width = 240 }: ContextMenuProps) {
  return (
    <MantineMenu
      opened={at !== null}
      onClose={onClose}
      position="bottom-start"
      width={width}
      classNames={css}
      offset={2}
      withInitialFocusPlaceholder={false}
      portalProps={{ target: FLOATS }}
      // Not the keys: the very press that asked for the menu would close it.
      clickOutsideEvents={["mousedown", "touchstart"]}
      // A second right click elsewhere must move the menu, not race with its closing.
      key={at ? `${at.x} ${at.y}` : "closed"}
    >
      <MantineMenu.Target>
        {/* Only a place to open at: whoever asked for the menu has the focus before and after. */}
        <button
          type="button"
          tabIndex={-1}
          aria-hidden
          className={css.point}
          style={{ left: at?.x ?? 0, top: at?.y ?? 0 }}
        />
      </MantineMenu.Target>
      <MantineMenu.Dropdown>
        <MenuItems groups={groups} />
      </MantineMenu.Dropdown>
    </MantineMenu>
  );
}

function MenuItems({ groups }: { groups: MenuGroup[] }) {
  return groups
    .filter((group) => group.actions.length > 0)
    .map((group, index) => (
      <Fragment key={group.label ?? group.actions[0]?.label}>
        {index > 0 && <MantineMenu.Divider role="separator" />}
        {group.label && <MantineMenu.Label>{group.label}</MantineMenu.Label>}
        {group.actions.map((action) =>
          action.checked === undefined ? (
            <MantineMenu.Item
              key={action.label}
              component={(action.as ?? "button") as "button"}
              leftSection={action.icon}
              rightSection={
                action.keys && (
                  <kbd className={css.keys} aria-hidden>
                    {action.keys}
                  </kbd>
                )
              }
              disabled={action.disabled}
              data-danger={action.danger || undefined}
              aria-keyshortcuts={action.keys}
              onClick={action.onSelect}
              {...action.props}
            >
              {action.label}
            </MantineMenu.Item>
          ) : (
            <MantineMenu.RadioItem
              key={action.label}
              value={action.label}
              checked={action.checked}
              checkIcon={<Tick />}
              onChange={action.onSelect}
              closeMenuOnClick
            >
              <span className={css.choice}>
                {action.icon}
                {action.label}
              </span>
            </MantineMenu.RadioItem>
          ),
        )}
      </Fragment>
    ));
}

function Tick() {
  return (
    <svg
      viewBox="0 0 16 16"
      width="16"
      height="16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.75"
      aria-hidden
    >
      <path d="m3 8.5 3.2 3.2L13 5" strokeLinecap="round" strokeLinejoin="round" />
    </svg>
  );
}
