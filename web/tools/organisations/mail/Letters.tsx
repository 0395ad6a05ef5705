import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { lettersQuery, MAIL_KEY, retryLetter, retryLetters } from "~/api/mail";
import type { Letter, LetterStage, MailState } from "~/api/types";
import {
  Badge,
  Button,
  EmptyState,
  ProblemMessage,
  QuietDayPicture,
  Section,
  Select,
  SkeletonRows,
  type Tone,
  toast,
  useFormats,
} from "~/kit";
import css from "../settings.module.css";
import { useSaid } from "../useSaid";

const STATES: readonly LetterStage[] = ["queued", "held", "failed", "bounced", "sent"];
const TONES: Record<LetterStage, Tone> = {
  queued: "accent",
  held: "warn",
  failed: "bad",
  bounced: "bad",
  sent: "good",
};

/** Who was written to, about what, and what became of it. Never what letters say. */
export function Letters({ mail }: { mail: MailState }) {
  const { t } = useLingui();
  const queries = useQueryClient();
  const stateWords = useStateWords();
  const [state, setState] = useState<LetterStage | undefined>();
  const pages = useInfiniteQuery(lettersQuery(state));
  const letters = pages.data?.pages.flatMap((page) => page.items);
  const waiting = mail.queued + mail.held;
  const again = () => void queries.invalidateQueries({ queryKey: MAIL_KEY });
  const retryAll = useMutation({
    mutationFn: retryLetters,
    onSuccess: ({ tried }) => toast(t`Letters tried again: ${tried}.`),
    onSettled: again,
  });
  return (
    <Section
      title={t`Letters`}
      lead={t`Who was written to, about what, and what became of it. What letters say is shown to nobody.`}
      actions={
        waiting > 0 && (
          <Button small busy={retryAll.isPending} onClick={() => retryAll.mutate()}>
            <Trans>Try all again</Trans>
          </Button>
        )
      }
    >
      <p className={css.small}>
        <Plural value={waiting} _0="No letter waits." one="# letter waits." other="# letters wait." />
      </p>
      <Select
        label={t`State`}
        value={state ?? ""}
        options={[
          { value: "", label: t`All` },
          ...STATES.map((one) => ({ value: one, label: `${stateWords[one]} (${mail[one]})` })),
        ]}
        onChange={(value) => setState(STATES.find((one) => one === value))}
      />
      {retryAll.isError && <ProblemMessage error={retryAll.error} />}
      {pages.isPending && <SkeletonRows rows={4} icon={false} />}
      {pages.isError && !letters && (
        <ProblemMessage error={pages.error} onRetry={() => void pages.refetch()} />
      )}
      {letters?.length === 0 && (
        <EmptyState picture={<QuietDayPicture />} title={t`No letter here`}>
          <Trans>Invitations, notices and answers to lost passwords appear here when they are written.</Trans>
        </EmptyState>
      )}
      {letters && letters.length > 0 && (
        <ul className={css.list}>
          {letters.map((letter) => (
            <li key={letter.id}>
              <Line letter={letter} onTried={again} />
            </li>
          ))}
        </ul>
      )}
      {pages.hasNextPage && (
        <div className={css.row}>
          <Button busy={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
            <Trans>Show earlier ones</Trans>
          </Button>
        </div>
      )}
    </Section>
  );
}

function useStateWords(): Record<LetterStage, string> {
  const { t } = useLingui();
  return {
    queued: t`On its way`,
    held: t`In the folder`,
    failed: t`Given up`,
    bounced: t`Came back`,
    sent: t`Sent`,
  };
}

function Line({ letter, onTried }: { letter: Letter; onTried: () => void }) {
  const { t } = useLingui();
  const said = useSaid();
  const { when, dateTime } = useFormats();
  const stateWords = useStateWords();
  const retry = useMutation({ mutationFn: () => retryLetter(letter.id), onSettled: onTried });
  const waits = letter.state === "queued" || letter.state === "held";
  return (
    <div className={css.letter}>
      <p className={css.subject}>{letter.subject}</p>
      <time dateTime={letter.created_at} title={dateTime(letter.created_at)} className={css.small}>
        {when(letter.created_at)}
      </time>
      <p className={css.row}>
        <Badge tone={TONES[letter.state]}>{stateWords[letter.state]}</Badge>
        <span className={css.breaking}>
          {letter.recipient_name ? `${letter.recipient_name} · ${letter.recipient}` : letter.recipient}
        </span>
      </p>
      {letter.why && <p className={css.small}>{said(letter.why)}</p>}
      {letter.next_at && letter.attempts > 0 && (
        <p className={css.small}>{t`Next attempt: ${dateTime(letter.next_at)}`}</p>
      )}
      {retry.isError && <ProblemMessage error={retry.error} />}
      {waits && (
        <div className={css.row}>
          <Button small busy={retry.isPending} onClick={() => retry.mutate()}>
            <Trans>Try again now</Trans>
          </Button>
        </div>
      )}
    </div>
  );
}
