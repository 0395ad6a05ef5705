// What would become of the list: counts, what is wrong with which line, who is new, who changes; and then the button.
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";
import type { ListPlan } from "~/api/types";
import { Badge, Button, Checkbox, Disclosure, Section, useFormats } from "~/kit";
import lists from "../lists.module.css";
import { roleWords } from "../people/words";
import css from "./import.module.css";
import { RefusedLines } from "./RefusedLines";

export function Plan({
  plan,
  fileName,
  makeGroups,
  busy,
  onMakeGroups,
  onStart,
}: {
  plan: ListPlan;
  fileName: string;
  makeGroups: boolean;
  busy: boolean;
  onMakeGroups: (make: boolean) => void;
  onStart: (letters: boolean) => void;
}) {
  const { t, i18n } = useLingui();
  const { number } = useFormats();
  const [letters, setLetters] = useState(true);
  if (plan.missing.length > 0) return null;
  const refused = plan.refused.length;
  const doing = plan.created + plan.changed;
  const groups = new Intl.ListFormat(i18n.locale).format(plan.new_groups.map((name) => `“${name}”`));
  const hasGroups = plan.columns.some(({ field }) => field === "groups");
  return (
    <Section title={t`What will be done`}>
      <dl className={css.counts}>
        <Count value={plan.created} what={<Trans>new</Trans>} tone="good" />
        <Count value={plan.changed} what={<Trans>changed</Trans>} tone="accent" />
        <Count value={plan.unchanged} what={<Trans>as they are</Trans>} />
        <Count value={refused} what={<Trans>not taken</Trans>} tone={refused > 0 ? "bad" : undefined} />
      </dl>
      {hasGroups && (
        <Checkbox
          label={<Trans>Make the groups that are missing</Trans>}
          hint={
            plan.new_groups.length > 0 ? (
              <Plural
                value={plan.new_groups.length}
                one={`# new group: ${groups}`}
                other={`# new groups: ${groups}`}
              />
            ) : (
              makeGroups && <Trans>None is missing.</Trans>
            )
          }
          checked={makeGroups}
          onChange={onMakeGroups}
        />
      )}
      {refused > 0 && (
        <RefusedLines
          lines={plan.refused}
          total={refused}
          titles={plan.header ? plan.columns.map(({ title }) => title) : []}
          fileName={fileName}
          every={() => Promise.resolve(plan.refused)}
        />
      )}
      {plan.created > 0 && (
        <Disclosure title={t`Who is new`} hint={t`${number(plan.created)} in all, the first ones here`}>
          <ul className={css.lines}>
            {plan.people.map((person) => (
              <li key={person.line}>
                <span className={css.lineWords}>
                  <span className={lists.name}>{person.name}</span>
                  <span className={lists.small}>
                    {person.email} · <code>{person.handle}</code>
                    {person.groups.length > 0 && (
                      <> · {new Intl.ListFormat(i18n.locale).format(person.groups)}</>
                    )}
                  </span>
                </span>
                {person.role !== "member" && <Badge tone="accent">{roleWords(person.role)}</Badge>}
              </li>
            ))}
          </ul>
        </Disclosure>
      )}
      {plan.changed > 0 && (
        <Disclosure title={t`Who changes`} hint={t`Only what the list says; everything else stays`}>
          <ul className={css.lines}>
            {plan.changes.map((change) => (
              <li key={change.line}>
                <span className={css.lineWords}>
                  <span className={lists.name}>{change.name}</span>
                  <span className={lists.small}>
                    <Changed change={change} />
                  </span>
                </span>
              </li>
            ))}
          </ul>
        </Disclosure>
      )}
      {doing > 0 ? (
        <>
          {plan.created > 0 && (
            <Checkbox
              label={<Trans>Send each new person a letter to begin</Trans>}
              hint={
                <Trans>
                  It holds a link to choose a password, good for 14 days. Without it you can send it later,
                  from the page of people.
                </Trans>
              }
              checked={letters}
              onChange={setLetters}
            />
          )}
          <div className={lists.row}>
            <Button look="main" busy={busy} onClick={() => onStart(letters && plan.created > 0)}>
              <Plural value={doing} one="Import # person" other="Import # people" />
            </Button>
            {refused > 0 && (
              <span className={lists.small}>
                <Trans>The lines that are not taken are left out; you can bring them again.</Trans>
              </span>
            )}
          </div>
        </>
      ) : (
        <p className={lists.soft}>
          <Trans>There is nothing to do: everybody in this list is here already, or cannot be taken.</Trans>
        </p>
      )}
    </Section>
  );
}

export function Count({ value, what, tone }: { value: number; what: React.ReactNode; tone?: string }) {
  const { number } = useFormats();
  return (
    <div data-tone={value > 0 ? tone : undefined}>
      <dt>{what}</dt>
      <dd>{number(value)}</dd>
    </div>
  );
}

function Changed({ change }: { change: ListPlan["changes"][number] }) {
  const { t, i18n } = useLingui();
  const { date } = useFormats();
  const groups = new Intl.ListFormat(i18n.locale).format(change.new_groups);
  const role = change.new_role && roleWords(change.new_role);
  const end = change.new_end && date(change.new_end);
  const parts = [
    change.new_name && t`new name: ${change.new_name}`,
    role && t`new role: ${role}`,
    change.new_sponsor && t`answered for by ${change.new_sponsor}`,
    end && t`stays until ${end}`,
    groups && t`comes into ${groups}`,
  ];
  return <>{parts.filter(Boolean).join(" · ")}</>;
}
