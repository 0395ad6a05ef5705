// The kinds of notices, by tool: for each, how it reaches people. The list in the page always has it.
import { Trans, useLingui } from "@lingui/react/macro";
import { Fragment } from "react";
import type { ByMail, NoticeChoice, NoticeKind } from "~/api/types";
import { Badge, Button, Select, Switch } from "~/kit";
import css from "./preferences.module.css";
import { useMailWords, useToolWords } from "./words";

export function KindList({
  kinds,
  onChoose,
}: {
  kinds: NoticeKind[];
  onChoose: (kind: string, choice: NoticeChoice) => void;
}) {
  const tools = [...new Set(kinds.map((kind) => kind.tool))];
  const name = useToolWords();
  return tools.map((tool) => (
    <Fragment key={tool}>
      <h3 className={css.tool}>{name(tool)}</h3>
      <ul className={css.kinds}>
        {kinds
          .filter((kind) => kind.tool === tool)
          .map((kind) => (
            <Kind key={kind.name} kind={kind} onChoose={(choice) => onChoose(kind.name, choice)} />
          ))}
      </ul>
    </Fragment>
  ));
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
          <Button
            small
            look="quiet"
            aria-label={t`Back to the usual: ${title}`}
            onClick={() => onChoose({ mail: null, push: null })}
          >
            <Trans>Back to the usual</Trans>
          </Button>
        )}
      </div>
      {kind.safety ? (
        <span className={css.mail}>
          <Badge tone="accent">
            <Trans>Always, for the safety of the account</Trans>
          </Badge>
        </span>
      ) : (
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
              <Trans>On devices</Trans>
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
