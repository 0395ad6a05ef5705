// The kinds of notices, by tool: for each, how it reaches people. The list in the page always has it. What concerns the
// safety of the account stands by itself at the end: there is less to choose.
import { Trans, useLingui } from "@lingui/react/macro";
import { type ReactNode, useId } from "react";
import type { ByMail, NoticeChoice, NoticeKind } from "~/api/types";
import { Select, Switch } from "~/kit";
import css from "./preferences.module.css";
import { useMailWords, useToolWords } from "./words";

type Choose = (kind: string, choice: NoticeChoice) => void;

export function KindList({ kinds, onChoose }: { kinds: NoticeKind[]; onChoose: Choose }) {
  const { t } = useLingui();
  const name = useToolWords();
  const chosen = kinds.filter((kind) => !kind.safety);
  const safety = kinds.filter((kind) => kind.safety);
  const tools = [...new Set(chosen.map((kind) => kind.tool))];
  return (
    <div className={css.groups}>
      {tools.map((tool) => (
        <Kinds
          key={tool}
          title={name(tool)}
          kinds={chosen.filter((kind) => kind.tool === tool)}
          onChoose={onChoose}
        />
      ))}
      {safety.length > 0 && (
        <Kinds
          title={t`Safety of the account`}
          lead={<Trans>Always mailed, at once and whatever the hour. Only devices can be chosen.</Trans>}
          kinds={safety}
          onChoose={onChoose}
        />
      )}
    </div>
  );
}

function Kinds({
  title,
  lead,
  kinds,
  onChoose,
}: {
  title: string;
  lead?: ReactNode;
  kinds: NoticeKind[];
  onChoose: Choose;
}) {
  const heading = useId();
  return (
    <section aria-labelledby={heading}>
      <div className={css.head}>
        <div>
          <h3 id={heading}>{title}</h3>
          {lead && <p className={css.soft}>{lead}</p>}
        </div>
        <span aria-hidden>{!lead && <Trans>By mail</Trans>}</span>
        <span aria-hidden>
          <Trans>On devices</Trans>
        </span>
      </div>
      <ul>
        {kinds.map((kind) => (
          <Kind key={kind.name} kind={kind} onChoose={(choice) => onChoose(kind.name, choice)} />
        ))}
      </ul>
    </section>
  );
}

function Kind({ kind, onChoose }: { kind: NoticeKind; onChoose: (choice: NoticeChoice) => void }) {
  const { t } = useLingui();
  const words = useMailWords();
  const chosen = kind.chosen_mail !== null || kind.chosen_push !== null;
  const { title } = kind;
  const mails: ByMail[] = ["never", "digest", "at_once"];
  return (
    <li className={css.kind}>
      <div className={css.about}>
        <span className={css.title}>{title}</span>
        {chosen && (
          <button
            type="button"
            className={css.usual}
            aria-label={t`Back to the usual: ${title}`}
            onClick={() => onChoose({ mail: null, push: null })}
          >
            <Trans>Back to the usual</Trans>
          </button>
        )}
      </div>
      {!kind.safety && (
        <div className={css.mail}>
          <Select
            label={t`Mail: ${title}`}
            value={kind.mail}
            options={mails.map((mail) => ({ value: mail, label: words[mail] }))}
            onChange={(mail) => onChoose({ mail: mail as ByMail, push: kind.chosen_push })}
          />
        </div>
      )}
      <div className={css.push}>
        <Switch
          label={
            <>
              <span className={css.onDevices}>
                <Trans>On devices</Trans>
              </span>
              <span className={css.hidden}>: {title}</span>
            </>
          }
          checked={kind.push}
          onChange={(push) => onChoose({ mail: kind.chosen_mail, push })}
        />
      </div>
    </li>
  );
}
