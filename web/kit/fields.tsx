// Fields of forms: a label above, a hint below it, an error that says what to do, and the value as a plain string.

import { useLingui } from "@lingui/react/macro";
import {
  Checkbox as MantineCheckbox,
  Select as MantineSelect,
  Switch as MantineSwitch,
  PasswordInput,
  Textarea,
  TextInput,
} from "@mantine/core";
import type { ComponentPropsWithRef, ReactNode } from "react";
import css from "./fields.module.css";
import { FLOATS } from "./floats";

type InputProps = Omit<ComponentPropsWithRef<"input">, "value" | "onChange" | "size" | "prefix">;

export interface TextFieldProps extends InputProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  hint?: ReactNode;
  /** What is wrong and what to do. */
  error?: ReactNode;
  /** Inside the field, before or after the text. */
  before?: ReactNode;
  after?: ReactNode;
}

const classNames = {
  label: css.label,
  input: css.input,
  description: css.hint,
  error: css.error,
  innerInput: css.inner,
} as const;

export function TextField({ onChange, hint, before, after, autoFocus, ...rest }: TextFieldProps) {
  return (
    <TextInput
      {...rest}
      {...(autoFocus ? { "data-autofocus": true, autoFocus } : {})}
      classNames={{ label: css.label, input: css.input, description: css.hint, error: css.error }}
      description={hint}
      leftSection={before}
      rightSection={after}
      withAsterisk={false}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

export interface TextAreaProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  hint?: ReactNode;
  error?: ReactNode;
  maxLength?: number;
}

/** A field for a few lines: it grows with them. */
export function TextArea({ onChange, hint, ...rest }: TextAreaProps) {
  return (
    <Textarea
      {...rest}
      classNames={{ label: css.label, input: css.input, description: css.hint, error: css.error }}
      description={hint}
      autosize
      minRows={3}
      maxRows={10}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

export type PasswordFieldProps = Omit<TextFieldProps, "before" | "after" | "type">;

export function PasswordField({ onChange, hint, autoFocus, ...rest }: PasswordFieldProps) {
  const { t } = useLingui();
  return (
    <PasswordInput
      {...rest}
      {...(autoFocus ? { "data-autofocus": true, autoFocus } : {})}
      classNames={classNames}
      description={hint}
      withAsterisk={false}
      onChange={(event) => onChange(event.currentTarget.value)}
      visibilityToggleButtonProps={{ "aria-label": t`Show or hide the password`, tabIndex: 0 }}
    />
  );
}

export interface Option {
  value: string;
  label: string;
}

export interface SelectProps {
  label: string;
  value: string;
  options: Option[];
  onChange: (value: string) => void;
  hint?: ReactNode;
  error?: ReactNode;
  /** For long lists: typing narrows them. */
  search?: boolean;
  /** What is said when the typing matches nothing. */
  nothingFound?: string;
  disabled?: boolean;
}

export function Select({
  label,
  value,
  options,
  onChange,
  hint,
  error,
  search,
  nothingFound,
  disabled,
}: SelectProps) {
  return (
    <MantineSelect
      label={label}
      value={value}
      data={options}
      onChange={(next) => next !== null && onChange(next)}
      description={hint}
      error={error}
      searchable={search}
      // Typing begins a search instead of going on after what is chosen.
      onFocus={search ? (event) => event.currentTarget.select() : undefined}
      onClick={search ? (event) => event.currentTarget.select() : undefined}
      nothingFoundMessage={nothingFound}
      disabled={disabled}
      allowDeselect={false}
      // The list box scrolls by itself: a box in it that scrolls could not be reached with the keyboard.
      withScrollArea={false}
      limit={search ? 60 : undefined}
      checkIconPosition="right"
      // Fixed: a list that is wider than a phone for a moment must not make its page wider.
      comboboxProps={{ portalProps: { target: FLOATS }, floatingStrategy: "fixed" }}
      classNames={{
        label: css.label,
        input: css.input,
        description: css.hint,
        error: css.error,
        dropdown: css.dropdown,
        options: css.options,
        option: css.option,
      }}
    />
  );
}

export interface TickProps {
  label: ReactNode;
  checked: boolean;
  onChange: (checked: boolean) => void;
  hint?: ReactNode;
  disabled?: boolean;
}

export function Checkbox({ label, checked, onChange, hint, disabled }: TickProps) {
  return (
    <MantineCheckbox
      label={label}
      checked={checked}
      disabled={disabled}
      description={hint}
      onChange={(event) => onChange(event.currentTarget.checked)}
      classNames={{ input: css.tick, label: css.tickLabel, description: css.tickHint }}
    />
  );
}

export interface RowCheckboxProps {
  /** Read aloud; nothing is shown beside the box. */
  label: string;
  checked: boolean;
  /** Some of what it stands for is checked. */
  mixed?: boolean;
  onChange: (checked: boolean) => void;
  tabIndex?: number;
}

/** The box at the head of a row of a list. The browser's own: there may be hundreds. */
export function RowCheckbox({ label, checked, mixed = false, onChange, tabIndex }: RowCheckboxProps) {
  return (
    <input
      type="checkbox"
      className={css.rowTick}
      aria-label={label}
      checked={checked}
      ref={(box) => {
        if (box) box.indeterminate = mixed;
      }}
      tabIndex={tabIndex}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  );
}

export function Switch({ label, checked, onChange, hint, disabled }: TickProps) {
  return (
    <MantineSwitch
      label={label}
      checked={checked}
      disabled={disabled}
      description={hint}
      onChange={(event) => onChange(event.currentTarget.checked)}
      classNames={{ label: css.tickLabel, description: css.tickHint, track: css.track }}
    />
  );
}
