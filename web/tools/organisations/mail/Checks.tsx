import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { mailCheckQuery } from "~/api/mail";
import type { MailFinding } from "~/api/types";
import { Badge, Button, CopyField, Notice, ProblemMessage, Section, SkeletonRows, type Tone } from "~/kit";
import css from "../settings.module.css";
import { useSaid } from "../useSaid";

/** Whether letters will be believed: what DNS says, and what is still to be published. */
export function Checks() {
  const { t } = useLingui();
  const said = useSaid();
  const check = useQuery(mailCheckQuery);
  return (
    <Section
      title={t`To be believed`}
      lead={t`Other servers look these up before they take a letter. Publish what is missing where the DNS of your domain is managed.`}
      actions={
        <Button small busy={check.isFetching} onClick={() => void check.refetch()}>
          <Trans>Check again</Trans>
        </Button>
      }
    >
      {check.isPending && <SkeletonRows rows={4} icon={false} />}
      {check.isError && !check.data && (
        <ProblemMessage error={check.error} onRetry={() => void check.refetch()} />
      )}
      {check.data?.relay_trouble && (
        <Notice tone="bad" title={t`The mail server does not take letters`}>
          {said(check.data.relay_trouble)}
        </Notice>
      )}
      {check.data && (
        <ul className={css.list}>
          {check.data.findings.map((finding) => (
            <li key={`${finding.check} ${finding.words.en}`}>
              <Found finding={finding} />
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

const TONES: Record<string, Tone> = { ok: "good", missing: "warn", wrong: "bad", unknown: "neutral" };

function Found({ finding }: { finding: MailFinding }) {
  const { t } = useLingui();
  const said = useSaid();
  const { check, level, record } = finding;
  const words: Record<string, string> = {
    ok: t`As it should be`,
    missing: t`Missing`,
    wrong: t`To be corrected`,
    unknown: t`Not known`,
  };
  return (
    <div className={css.finding}>
      <p className={css.row}>
        <strong>{check}</strong>
        <Badge tone={TONES[level] ?? "neutral"}>{words[level] ?? level}</Badge>
      </p>
      <p>{said(finding.words)}</p>
      {record && (
        <>
          <CopyField label={t`Name (${record.kind})`} value={record.name} />
          <CopyField label={t`Value`} value={record.value} />
          <CopyField label={t`As a line of the zone`} value={record.line} />
        </>
      )}
    </div>
  );
}
