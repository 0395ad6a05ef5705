import { useLingui } from "@lingui/react/macro";
import { isProblem } from "~/api/problem";
import type { GroupJoining } from "~/api/types";
import { ProblemMessage, Select, TextField } from "~/kit";
import { useJoiningWords } from "./useJoiningWords";

export interface GroupValues {
  name: string;
  about: string;
  joining: GroupJoining;
}

const JOINING: readonly GroupJoining[] = ["asked", "open", "closed", "hidden"];

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
  const { name: joiningName, about: joiningAbout } = useJoiningWords();
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
      <Select
        label={t`How people come in`}
        value={values.joining}
        options={JOINING.map((value) => ({ value, label: joiningName(value) }))}
        onChange={(joining) => onChange({ ...values, joining: joining as GroupJoining })}
        hint={joiningAbout(values.joining)}
      />
      {error && !taken && !refused("name") && !refused("about") && <ProblemMessage error={error} />}
    </>
  );
}
