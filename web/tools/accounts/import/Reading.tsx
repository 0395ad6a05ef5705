// How the file is read: what was guessed, and where it can be put right.
import { Trans, useLingui } from "@lingui/react/macro";
import type { ListChoices } from "~/api/imports";
import type { ListEncoding, ListField, ListPlan, ListSeparator } from "~/api/types";
import { Checkbox, Notice, Section, Select } from "~/kit";
import lists from "../lists.module.css";
import css from "./import.module.css";
import { ENCODINGS, encodingWords, FIELDS, fieldWords, SEPARATORS, separatorWords } from "./words";

const IGNORED = "ignored";

export function Reading({
  plan,
  busy,
  onChoose,
}: {
  plan: ListPlan;
  busy: boolean;
  onChoose: (change: Partial<ListChoices>) => void;
}) {
  const { t, i18n } = useLingui();
  const fields = plan.columns.map((column) => column.field);
  const hold = (place: number, field: ListField | null) =>
    // A field is held by one column.
    onChoose({ columns: fields.map((known, at) => (at === place ? field : known === field ? null : known)) });
  const missing = new Intl.ListFormat(i18n.locale).format(plan.missing.map(fieldWords));
  return (
    <Section title={t`How the file is read`}>
      {plan.missing.length > 0 && (
        <Notice tone="warn" title={t`Not yet known: ${missing}`}>
          <Trans>Say below which column holds it.</Trans>
        </Notice>
      )}
      <div className={css.reading} aria-busy={busy}>
        <Select
          label={t`Characters`}
          hint={<Trans>Change it if accents look wrong below.</Trans>}
          value={plan.encoding}
          options={ENCODINGS.map((one) => ({ value: one, label: encodingWords(one) }))}
          onChange={(next) => onChoose({ encoding: next as ListEncoding, columns: undefined })}
        />
        <Select
          label={t`Between two cells`}
          value={plan.separator}
          options={SEPARATORS.map((one) => ({ value: one, label: separatorWords(one) }))}
          onChange={(next) => onChoose({ separator: next as ListSeparator, columns: undefined })}
        />
        <Checkbox
          label={<Trans>The first line names the columns</Trans>}
          checked={plan.header}
          onChange={(header) => onChoose({ header, columns: undefined })}
        />
      </div>
      <ul className={css.columns} aria-label={t`Columns`}>
        {plan.columns.map((column, place) => {
          const title = column.title || t`Column ${place + 1}`;
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place
            <li key={place} data-used={column.field !== null || undefined}>
              <span className={lists.name}>{title}</span>
              <span className={lists.small}>{column.examples.join(" · ") || <Trans>empty</Trans>}</span>
              <Select
                label={t`Column ${title} holds`}
                value={column.field ?? IGNORED}
                options={[
                  { value: IGNORED, label: t`Nothing that is needed` },
                  ...FIELDS.map((field) => ({ value: field, label: fieldWords(field) })),
                ]}
                onChange={(next) => hold(place, next === IGNORED ? null : (next as ListField))}
              />
            </li>
          );
        })}
      </ul>
    </Section>
  );
}
