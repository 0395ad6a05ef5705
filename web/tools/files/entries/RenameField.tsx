// The name of an entry, being changed in its place. Enter and leaving keep it, Escape drops it.
import { useLingui } from "@lingui/react/macro";
import { useId, useLayoutEffect, useRef, useState } from "react";
import { cleaned, nameProblem, stemLength } from "../names";
import { nameProblemWords } from "../words";
import css from "./RenameField.module.css";

export interface RenameFieldProps {
  name: string;
  kind: "folder" | "file";
  typed?: string;
  error?: string;
  /** null: as it was. */
  onDone: (name: string | null) => void;
}

export function RenameField({ name, kind, typed, error, onDone }: RenameFieldProps) {
  const { t } = useLingui();
  const field = useRef<HTMLInputElement>(null);
  const over = useRef(false);
  const [text, setText] = useState(typed ?? name);
  const describedBy = useId();
  const problem = nameProblem(text);
  const message = problem ? nameProblemWords(problem) : text === typed ? error : undefined;

  useLayoutEffect(() => {
    field.current?.focus();
    field.current?.setSelectionRange(0, stemLength(field.current.value, kind));
  }, [kind]);

  function done(keep: boolean): void {
    if (over.current) return;
    if (keep && problem) return;
    over.current = true;
    const next = cleaned(text);
    onDone(keep && next !== name ? next : null);
  }

  return (
    <span className={css.rename}>
      <input
        ref={field}
        className={css.field}
        aria-label={t`New name`}
        aria-invalid={message !== undefined}
        aria-describedby={message ? describedBy : undefined}
        value={text}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => setText(event.currentTarget.value)}
        onBlur={() => done(problem === null)}
        onClick={(event) => event.stopPropagation()}
        onDoubleClick={(event) => event.stopPropagation()}
        onKeyDown={(event) => {
          event.stopPropagation();
          if (event.nativeEvent.isComposing) return;
          if (event.key === "Enter") done(true);
          if (event.key === "Escape") done(false);
        }}
      />
      {message && (
        <span id={describedBy} className={css.error} role="alert">
          {message}
        </span>
      )}
    </span>
  );
}
