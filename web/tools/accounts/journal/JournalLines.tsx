import { useLingui } from "@lingui/react/macro";
import type { Id, JournalLine } from "~/api/types";
import { useFormats } from "~/kit";
import { actWords } from "./acts";
import { changesOf } from "./changes";
import css from "./journal.module.css";

export interface JournalLinesProps {
  lines: readonly JournalLine[];
  /** Whose journal it is, where it is one person's own: what they did themself needs no name. */
  of?: Id;
}

/** What happened, by whom, to whom, from where. */
export function JournalLines({ lines, of }: JournalLinesProps) {
  const { t } = useLingui();
  const { dateTime, when } = useFormats();
  const gone = t`somebody who is gone`;
  return (
    <ol className={css.lines}>
      {lines.map((line) => {
        const { actor, subject } = line;
        const by = actor === null ? null : actor.id === of ? null : t`by ${actor.name ?? gone}`;
        const self = subject !== null && actor !== null && subject.id === actor.id;
        const whom =
          subject === null || self || subject.id === of ? null : t`concerns ${subject.name ?? gone}`;
        const from = [line.device, line.address].filter(Boolean).join(" · ");
        const changes = changesOf(line);
        return (
          <li key={line.id} className={css.line}>
            <p className={css.act}>
              {actWords(line)}
              {(by || whom) && <span className={css.people}>{[by, whom].filter(Boolean).join(" · ")}</span>}
            </p>
            <time dateTime={line.at} title={dateTime(line.at)} className={css.small}>
              {when(line.at)}
            </time>
            {changes.length > 0 && (
              <ul className={css.changes}>
                {changes.map((change) => (
                  <li key={change}>{change}</li>
                ))}
              </ul>
            )}
            {from !== "" && <p className={css.from}>{from}</p>}
          </li>
        );
      })}
    </ol>
  );
}
