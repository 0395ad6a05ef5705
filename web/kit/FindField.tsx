// A choice among more than can be listed: what is typed is looked for elsewhere, and the first few that fit are shown.
import { Select as MantineSelect } from "@mantine/core";
import type { ReactNode } from "react";
import css from "./FindField.module.css";
import fields from "./fields.module.css";
import { FLOATS } from "./floats";

export interface Found {
  value: string;
  label: string;
  /** A second, quieter line. */
  detail?: string;
  picture?: ReactNode;
}

export interface FindFieldProps {
  label: string;
  /** null: nothing is chosen, or each choice is acted upon at once. */
  value: string | null;
  found: readonly Found[];
  typed: string;
  onType: (typed: string) => void;
  onChange: (value: string) => void;
  /** What is said when nothing fits, or while it is being looked for. */
  nothingFound: string;
  hint?: ReactNode;
  error?: ReactNode;
  placeholder?: string;
  disabled?: boolean;
}

export function FindField({
  label,
  value,
  found,
  typed,
  onType,
  onChange,
  nothingFound,
  hint,
  error,
  placeholder,
  disabled,
}: FindFieldProps) {
  const byValue = new Map(found.map((one) => [one.value, one]));
  return (
    <MantineSelect
      label={label}
      value={value}
      data={found.map((one) => ({ value: one.value, label: one.label }))}
      searchable
      searchValue={typed}
      onSearchChange={onType}
      // What is found is what fits: nothing is left out of it here.
      filter={({ options }) => options}
      onChange={(next) => next !== null && onChange(next)}
      onFocus={(event) => event.currentTarget.select()}
      renderOption={({ option }) => <OneFound found={byValue.get(option.value)} label={option.label} />}
      selectFirstOptionOnChange
      nothingFoundMessage={nothingFound}
      description={hint}
      error={error}
      placeholder={placeholder}
      disabled={disabled}
      allowDeselect={false}
      withCheckIcon={false}
      withScrollArea={false}
      // Fixed: a list that is wider than a phone for a moment must not make its page wider.
      comboboxProps={{ portalProps: { target: FLOATS }, floatingStrategy: "fixed" }}
      classNames={{
        label: fields.label,
        input: fields.input,
        description: fields.hint,
        error: fields.error,
        dropdown: fields.dropdown,
        options: fields.options,
        option: fields.option,
      }}
    />
  );
}

function OneFound({ found, label }: { found: Found | undefined; label: string }) {
  return (
    <span className={css.found}>
      {found?.picture}
      <span className={css.words}>
        <span>{label}</span>
        {found?.detail && <span className={css.detail}>{found.detail}</span>}
      </span>
    </span>
  );
}
