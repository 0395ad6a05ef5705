// One field and the list of what matches it, run by the keyboard: arrows choose, Enter goes. The pattern of an ARIA
// combobox with a list box; the focus never leaves the field.

import { plural } from "@lingui/core/macro";
import { useLingui } from "@lingui/react/macro";
import { Modal } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from "react";
import css from "./CommandList.module.css";
import { Marked } from "./Marked";
import { Hidden } from "./small";

export interface Command {
  id: string;
  label: string;
  detail?: string;
  icon?: ReactNode;
  onSelect: () => void;
}

export interface CommandGroup {
  label: string;
  commands: Command[];
  /** Said beside the label: a button that concerns the whole group. */
  aside?: ReactNode;
}

export interface CommandListProps {
  title: string;
  placeholder: string;
  typed: string;
  onType: (typed: string) => void;
  groups: CommandGroup[];
  onClose: () => void;
  /** Said below the field when nothing matches. */
  empty: ReactNode;
  /** Said below the list: that a part of it is missing. */
  note?: ReactNode;
  /** How many there are, when the list holds more than what was looked for. */
  count?: number;
  busy: boolean;
}

export function CommandList({
  title,
  placeholder,
  typed,
  onType,
  groups,
  onClose,
  empty,
  note,
  count,
  busy,
}: CommandListProps) {
  const { t } = useLingui();
  const list = useId();
  const shown = groups.filter((group) => group.commands.length > 0);
  const commands = shown.flatMap((group) => group.commands);
  const [chosen, setChosen] = useState(0);
  const index = Math.min(chosen, commands.length - 1);
  const option = (id: string) => `${list}-${id}`;
  const scroller = useRef<HTMLDivElement>(null);

  useEffect(() => {
    scroller.current?.querySelector(`[data-index="${index}"]`)?.scrollIntoView({ block: "nearest" });
  }, [index]);

  const run = (command: Command | undefined) => {
    if (!command) return;
    onClose();
    command.onSelect();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const last = commands.length - 1;
    if (event.key === "ArrowDown") setChosen(index >= last ? 0 : index + 1);
    else if (event.key === "ArrowUp") setChosen(index <= 0 ? last : index - 1);
    else if (event.key === "Home" && event.ctrlKey) setChosen(0);
    else if (event.key === "End" && event.ctrlKey) setChosen(last);
    else if (event.key === "Enter") run(commands[index]);
    else return;
    event.preventDefault();
  };

  let position = -1;
  const active = commands[index];
  return (
    <Modal.Root
      opened
      onClose={onClose}
      size={600}
      yOffset="10dvh"
      transitionProps={{ transition: "fade", duration: 100 }}
      classNames={{ inner: css.inner, content: css.window }}
    >
      <Modal.Overlay className={css.shade} />
      <Modal.Content aria-label={title}>
        <div className={css.head}>
          <IconSearch size={20} stroke={1.75} aria-hidden />
          <input
            type="text"
            role="combobox"
            aria-label={title}
            aria-expanded
            aria-controls={list}
            aria-activedescendant={active && option(active.id)}
            aria-autocomplete="list"
            autoComplete="off"
            spellCheck={false}
            data-autofocus
            className={css.field}
            placeholder={placeholder}
            value={typed}
            onChange={(event) => {
              setChosen(0);
              onType(event.currentTarget.value);
            }}
            onKeyDown={onKeyDown}
          />
          <button type="button" className={css.close} onClick={onClose}>
            {t`Close`}
          </button>
        </div>
        <div ref={scroller} className={css.list} id={list} role="listbox" aria-label={title}>
          {shown.map((group) => (
            // biome-ignore lint/a11y/useSemanticElements: a group of options, not of fields
            <div key={group.label} role="group" aria-label={group.label}>
              <div className={css.label}>
                <span aria-hidden>{group.label}</span>
                {group.aside}
              </div>
              {group.commands.map((command) => {
                position += 1;
                const at = position;
                return (
                  // biome-ignore lint/a11y/useKeyWithClickEvents: the field above has the keyboard
                  // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the field; aria-activedescendant points here
                  <div
                    key={command.id}
                    id={option(command.id)}
                    role="option"
                    aria-selected={at === index}
                    data-index={at}
                    className={css.option}
                    onMouseMove={() => setChosen(at)}
                    onClick={() => run(command)}
                  >
                    {command.icon}
                    <span className={css.text}>
                      <Marked text={command.label} typed={typed} />
                    </span>
                    {command.detail && <span className={css.detail}>{command.detail}</span>}
                  </div>
                );
              })}
            </div>
          ))}
        </div>
        {commands.length === 0 && !busy && <div className={css.empty}>{empty}</div>}
        {note && (
          <p className={css.note} role="alert">
            {note}
          </p>
        )}
        <div role="status">
          <Hidden>
            {busy
              ? t`Searching…`
              : t`${plural(count ?? commands.length, { one: "# result", other: "# results" })}`}
          </Hidden>
        </div>
      </Modal.Content>
    </Modal.Root>
  );
}
