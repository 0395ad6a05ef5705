// Joining by oneself, for those who administrate: who waits, and by which rules.
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import {
  decideRegistrations,
  REGISTRATIONS,
  registrationRulesQuery,
  registrationsQuery,
} from "~/api/registrations";
import type { Id, Registration } from "~/api/types";
import {
  Button,
  Dialog,
  Notice,
  Page,
  ProblemMessage,
  RowCheckbox,
  Section,
  SkeletonRows,
  TextField,
  toast,
  useFormats,
} from "~/kit";
import { isAdmin, useMe } from "~/shell/session";
import lists from "../lists.module.css";
import { More } from "../More";
import { Tabs } from "../Tabs";
import { RulesForm } from "./RulesForm";
import css from "./registrations.module.css";

export default function JoiningPage() {
  const { t } = useLingui();
  const admin = isAdmin(useMe());
  return (
    <Page
      title={t`Requests to join`}
      lead={<Trans>People with an address at your domains can make their account themselves.</Trans>}
    >
      <Tabs />
      {admin ? (
        <>
          <Queue />
          <Rules />
        </>
      ) : (
        <Notice tone="warn" title={t`Administrators decide who joins.`}>
          <Trans>Ask one of them to invite whoever is missing here.</Trans>
        </Notice>
      )}
    </Page>
  );
}

function Rules() {
  const { t } = useLingui();
  const rules = useQuery(registrationRulesQuery);
  return (
    <Section title={t`Who may join by themselves`}>
      {rules.isPending && <SkeletonRows rows={3} icon={false} />}
      {rules.isError && <ProblemMessage error={rules.error} onRetry={() => void rules.refetch()} />}
      {rules.data && <RulesForm key={JSON.stringify(rules.data)} rules={rules.data} />}
    </Section>
  );
}

function Queue() {
  const { t } = useLingui();
  const rules = useQuery(registrationRulesQuery);
  const pages = useInfiniteQuery(registrationsQuery);
  const queries = useQueryClient();
  const [chosen, setChosen] = useState<ReadonlySet<Id>>(new Set());
  const [refusing, setRefusing] = useState<readonly Registration[] | null>(null);
  const waiting = pages.data?.pages.flatMap((page) => page.items) ?? [];
  const selected = waiting.filter(({ id }) => chosen.has(id));
  const decide = useMutation({
    mutationFn: ({ who, accept, note }: { who: readonly Registration[]; accept: boolean; note: string }) =>
      decideRegistrations(
        who.map(({ id }) => id),
        accept,
        note,
      ),
    onSuccess: ({ decided }, { accept, who }) => {
      setChosen(new Set());
      setRefusing(null);
      const [one] = who;
      const count = decided.length;
      if (count === 0) toast(t`Somebody else had decided already.`);
      else if (one && who.length === 1)
        toast(
          accept
            ? t`${one.name} is accepted: a letter is on its way.`
            : t`${one.name} is refused: a letter says so.`,
        );
      else
        toast(
          accept ? t`Accepted: ${count}. Letters are on their way.` : t`Refused: ${count}. Letters say so.`,
        );
    },
    onSettled: () => queries.invalidateQueries({ queryKey: REGISTRATIONS }),
  });
  // Nothing to show where nobody may ask.
  if (waiting.length === 0 && !rules.data?.open && !pages.isError) return null;
  return (
    <Section title={t`Who waits`}>
      {pages.isPending && <SkeletonRows rows={3} icon={false} />}
      {pages.isError && <ProblemMessage error={pages.error} onRetry={() => void pages.refetch()} />}
      {pages.data && waiting.length === 0 && (
        <p className={lists.soft}>
          <Trans>Nobody waits for an answer.</Trans>
        </p>
      )}
      {decide.isError && <ProblemMessage error={decide.error} />}
      {waiting.length > 0 && (
        <>
          <div className={lists.row}>
            <RowCheckbox
              label={t`Choose all that are shown`}
              checked={selected.length === waiting.length}
              mixed={selected.length > 0 && selected.length < waiting.length}
              onChange={(on) => setChosen(new Set(on ? waiting.map(({ id }) => id) : []))}
            />
            <span className={lists.soft} role="status">
              {selected.length > 0 ? (
                <Plural value={selected.length} one="# person chosen" other="# people chosen" />
              ) : (
                <Plural value={waiting.length} one="# person waits" other="# people wait" />
              )}
            </span>
            {selected.length > 0 && (
              <>
                <Button
                  small
                  busy={decide.isPending}
                  onClick={() => decide.mutate({ who: selected.slice(0, 100), accept: true, note: "" })}
                >
                  <Trans>Accept</Trans>
                </Button>
                <Button small look="quiet" onClick={() => setRefusing(selected.slice(0, 100))}>
                  <Trans>Refuse…</Trans>
                </Button>
              </>
            )}
          </div>
          <ul className={css.list} aria-label={t`Who waits`}>
            {waiting.map((one) => (
              <Line
                key={one.id}
                one={one}
                checked={chosen.has(one.id)}
                busy={decide.isPending}
                onCheck={(on) => {
                  const next = new Set(chosen);
                  if (on) next.add(one.id);
                  else next.delete(one.id);
                  setChosen(next);
                }}
                onAccept={() => decide.mutate({ who: [one], accept: true, note: "" })}
                onRefuse={() => setRefusing([one])}
              />
            ))}
          </ul>
        </>
      )}
      <More of={pages} />
      {refusing && (
        <RefuseDialog
          who={refusing}
          busy={decide.isPending}
          onClose={() => setRefusing(null)}
          onRefuse={(note) => decide.mutate({ who: refusing, accept: false, note })}
        />
      )}
    </Section>
  );
}

function Line({
  one,
  checked,
  busy,
  onCheck,
  onAccept,
  onRefuse,
}: {
  one: Registration;
  checked: boolean;
  busy: boolean;
  onCheck: (on: boolean) => void;
  onAccept: () => void;
  onRefuse: () => void;
}) {
  const { t } = useLingui();
  const { date } = useFormats();
  const { name } = one;
  return (
    <li className={css.line}>
      <RowCheckbox label={name} checked={checked} onChange={onCheck} />
      <span className={lists.words}>
        <span className={lists.name}>{name}</span>
        <span className={lists.small}>
          {one.email} · <Trans>since {date(one.created_at)}</Trans>
        </span>
      </span>
      <span className={lists.row}>
        <Button small busy={busy} onClick={onAccept} aria-label={t`Accept ${name}`}>
          <Trans>Accept</Trans>
        </Button>
        <Button small look="quiet" onClick={onRefuse} aria-label={t`Refuse ${name}`}>
          <Trans>Refuse…</Trans>
        </Button>
      </span>
    </li>
  );
}

function RefuseDialog({
  who,
  busy,
  onClose,
  onRefuse,
}: {
  who: readonly Registration[];
  busy: boolean;
  onClose: () => void;
  onRefuse: (note: string) => void;
}) {
  const { t, i18n } = useLingui();
  const [note, setNote] = useState("");
  const names = new Intl.ListFormat(i18n.locale).format(who.slice(0, 5).map(({ name }) => name));
  return (
    <Dialog
      open
      onClose={onClose}
      title={t`Refuse`}
      onSubmit={() => onRefuse(note.trim())}
      actions={
        <>
          <Button look="quiet" onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button look="main" type="submit" busy={busy}>
            <Plural value={who.length} one="Refuse # request" other="Refuse # requests" />
          </Button>
        </>
      }
    >
      <p>{names}</p>
      <TextField
        label={t`A few words to them`}
        hint={t`They stand in the letter; they may be left out. Who is refused can ask again after 30 days.`}
        value={note}
        onChange={setNote}
        maxLength={500}
        autoComplete="off"
      />
    </Dialog>
  );
}
