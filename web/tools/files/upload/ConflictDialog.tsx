// A file of this name is there already: what to do? The other uploads go on meanwhile.
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";
import { Button, Checkbox, Dialog } from "~/kit";
import css from "./ConflictDialog.module.css";
import type { Choice, Transfer } from "./transfer";

export interface ConflictDialogProps {
  transfer: Transfer;
  /** How many names are taken so far. */
  waiting: number;
  onAnswer: (choice: Choice, forAll: boolean) => void;
  onCancelAll: () => void;
}

export function ConflictDialog({ transfer, waiting, onAnswer, onCancelAll }: ConflictDialogProps) {
  const { t } = useLingui();
  const [choice, setChoice] = useState<Choice>("rename");
  const [forAll, setForAll] = useState(false);
  const steps = transfer.path.split("/");
  const name = steps.at(-1) ?? transfer.path;
  const folder = steps.slice(0, -1).join(" / ");
  const choices: { value: Choice; label: string; hint: string }[] = [
    { value: "rename", label: t`Keep both`, hint: t`The new one gets a number after its name.` },
    { value: "replace", label: t`Replace`, hint: t`The present one stays among the versions of the file.` },
    { value: "skip", label: t`Skip`, hint: t`The present one stays as it is; this file is not uploaded.` },
  ];
  return (
    <Dialog
      open
      onClose={() => onAnswer("skip", false)}
      title={t`“${name}” is already there`}
      onSubmit={() => onAnswer(choice, forAll)}
      actions={
        <>
          <Button look="quiet" onClick={onCancelAll}>
            <Trans>Cancel all uploads</Trans>
          </Button>
          <Button look="main" type="submit">
            <Trans>Go on</Trans>
          </Button>
        </>
      }
    >
      <p className={css.text}>
        {folder === "" ? (
          <Trans>There is a file of this name in the folder.</Trans>
        ) : (
          <Trans>There is a file of this name in “{folder}”.</Trans>
        )}
      </p>
      <fieldset className={css.choices}>
        <legend className={css.legend}>
          <Trans>What should happen?</Trans>
        </legend>
        {choices.map(({ value, label, hint }) => (
          <label key={value} className={css.choice} data-chosen={choice === value || undefined}>
            <input
              type="radio"
              name="choice"
              value={value}
              checked={choice === value}
              onChange={() => setChoice(value)}
            />
            <span>
              <span className={css.label}>{label}</span>
              <span className={css.hint}>{hint}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <Checkbox
        label={
          waiting > 1 ? (
            <Plural
              value={waiting - 1}
              one="Do the same for the other name that is taken, and for any that follow"
              other="Do the same for the # other names that are taken, and for any that follow"
            />
          ) : (
            <Trans>Do the same if other names are taken</Trans>
          )
        }
        checked={forAll}
        onChange={setForAll}
      />
    </Dialog>
  );
}
