import { useLingui } from "@lingui/react/macro";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useId, useRef, useState } from "react";
import { IconButton } from "./Button";
import css from "./CopyField.module.css";
import { Hidden } from "./small";

const THANKS_MS = 2500;

export interface CopyFieldProps {
  label: string;
  value: string;
  /** Takes the focus when it appears, selected and ready to be copied. */
  autoFocus?: boolean;
}

/** Something to be taken elsewhere as it is: an address, a password shown once. */
export function CopyField({ label, value, autoFocus }: CopyFieldProps) {
  const { t } = useLingui();
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    if (!(await copyText(value, field.current))) return;
    setCopied(true);
    setTimeout(() => setCopied(false), THANKS_MS);
  };
  return (
    <div>
      <label htmlFor={id} className={css.label}>
        {label}
      </label>
      <div className={css.field}>
        <input
          ref={field}
          id={id}
          readOnly
          // biome-ignore lint/a11y/noAutofocus: only where a dialog replaces what had the focus
          autoFocus={autoFocus}
          value={value}
          spellCheck={false}
          onFocus={(event) => event.currentTarget.select()}
        />
        <IconButton label={copied ? t`Copied` : t`Copy: ${label}`} onClick={() => void copy()}>
          {copied ? <IconCheck size={18} stroke={1.75} /> : <IconCopy size={18} stroke={1.75} />}
        </IconButton>
      </div>
      <div role="status">{copied && <Hidden>{t`Copied`}</Hidden>}</div>
    </div>
  );
}

/** The clipboard is there only over TLS; elsewhere the text is selected and the old command tried. */
async function copyText(text: string, field: HTMLInputElement | null): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    field?.select();
    return document.execCommand("copy");
  }
}
