// What was not done, person by person, and what to do.
import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Notice } from "~/kit";
import { useMe } from "~/shell/session";
import css from "./Manage.module.css";
import type { Refused } from "./useActOnPeople";
import { refusalWords } from "./words";

export function Refusals({ refused: { deed, refused }, onClose }: { refused: Refused; onClose: () => void }) {
  const { t } = useLingui();
  const me = useMe();
  const nameOf = new Map(deed.people.map(({ id, name }) => [id, name]));
  return (
    <Notice
      tone="warn"
      title={t`This could not be done for everybody:`}
      action={
        <Button small onClick={onClose}>
          <Trans>Understood</Trans>
        </Button>
      }
    >
      <ul className={css.refusals}>
        {refused.map((one) => (
          <li key={one.id}>
            <strong>{nameOf.get(one.id)}</strong> — {refusalWords(one, deed.act.act, one.id === me.id)}
          </li>
        ))}
      </ul>
    </Notice>
  );
}
