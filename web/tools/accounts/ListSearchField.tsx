// The field above a list: what is typed is in the address a moment later, so that "back" and a link lead to what was found.
import { useLingui } from "@lingui/react/macro";
import { IconSearch } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { TextField, useKeys } from "~/kit";

const SETTLED_MS = 200;

export function ListSearchField({
  label,
  page,
  placeholder,
  value,
  onChange,
}: {
  label: string;
  /** Whose keys "?" shows. */
  page: string;
  placeholder?: string;
  value: string;
  onChange: (value: string) => void;
}) {
  const { t } = useLingui();
  const field = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState(value);
  const told = useRef(value);
  const tell = useRef(onChange);
  tell.current = onChange;
  // The address changed by other ways, such as "back".
  useEffect(() => {
    if (value !== told.current) setTyped(value);
    told.current = value;
  }, [value]);
  useEffect(() => {
    const wanted = typed.trim();
    if (wanted === told.current) return;
    const timer = setTimeout(() => {
      told.current = wanted;
      tell.current(wanted);
    }, SETTLED_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  useKeys(page, [{ keys: "/", label: t`Search in this list`, run: () => field.current?.focus() }]);
  return (
    <TextField
      ref={field}
      type="search"
      label={label}
      placeholder={placeholder}
      value={typed}
      onChange={setTyped}
      maxLength={120}
      autoComplete="off"
      before={<IconSearch size={18} stroke={1.75} aria-hidden />}
    />
  );
}
