import { useLingui } from "@lingui/react/macro";
import { isProblem } from "~/api/problem";
import { ProblemMessage, TextField } from "~/kit";

export interface GroupValues {
  name: string;
  about: string;
}

const LONGEST_NAME = 120;
const LONGEST_ABOUT = 500;

/** What is said of a group, new or not. */
export function GroupFields({
  values,
  onChange,
  tried,
  error,
}: {
  values: GroupValues;
  onChange: (values: GroupValues) => void;
  /** It was sent, or was to be. */
  tried: boolean;
  error: Error | null;
}) {
  const { t } = useLingui();
  const taken = isProblem(error, "name-taken");
  const refused = (field: string) => isProblem(error, "invalid-input") && error.field === field;
  return (
    <>
      <TextField
        label={t`Name of the group`}
        value={values.name}
        onChange={(name) => onChange({ ...values, name })}
        maxLength={LONGEST_NAME}
        autoComplete="off"
        autoFocus
        error={
          (tried && values.name.trim() === "" && t`A name is needed.`) ||
          (taken && t`Another group is called so. Choose another name.`) ||
          (refused("name") && t`Write the name on one line, in ${LONGEST_NAME} characters at most.`)
        }
      />
      <TextField
        label={t`A line about it`}
        hint={t`What the group does, for those who do not know it. It may stay empty.`}
        value={values.about}
        onChange={(about) => onChange({ ...values, about })}
        maxLength={LONGEST_ABOUT}
        autoComplete="off"
        error={refused("about") && t`Write it on one line, in ${LONGEST_ABOUT} characters at most.`}
      />
      {error && !taken && !refused("name") && !refused("about") && <ProblemMessage error={error} />}
    </>
  );
}
