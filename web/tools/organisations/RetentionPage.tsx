// For how long each thing is kept that tools record.
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, Navigate } from "@tanstack/react-router";
import { useState } from "react";
import { changeRetention, retentionQuery } from "~/api/settings";
import type { Retention } from "~/api/types";
import { Button, Page, ProblemMessage, Section, SkeletonRows, TextField, toast } from "~/kit";
import { SettingsTabs } from "~/shell/SettingsTabs";
import { isAdmin, useMe } from "~/shell/session";
import css from "./settings.module.css";
import { useSaid } from "./useSaid";

export default function RetentionPage() {
  const { t } = useLingui();
  const rules = useQuery(retentionQuery);
  if (!isAdmin(useMe())) return <Navigate to="/" replace />;
  return (
    <Page title={t`Organisation settings`} width="narrow">
      <SettingsTabs />
      <Section
        title={t`How long what is kept`}
        lead={
          <Trans>
            What is older is erased within a day, for good. Everybody sees these times on the page{" "}
            <Link to="/account/recorded">What is recorded about me</Link>.
          </Trans>
        }
      >
        {rules.isPending && <SkeletonRows rows={3} icon={false} />}
        {rules.isError && <ProblemMessage error={rules.error} onRetry={() => void rules.refetch()} />}
        {rules.data?.items.map((rule) => (
          <Rule key={rule.name} rule={rule} />
        ))}
      </Section>
    </Page>
  );
}

function Rule({ rule }: { rule: Retention }) {
  const { t } = useLingui();
  const said = useSaid();
  const queries = useQueryClient();
  const [typed, setTyped] = useState(String(rule.days));
  const days = Number(typed);
  const fits = Number.isInteger(days) && days >= rule.least && days <= rule.most;
  const save = useMutation({
    mutationFn: () => changeRetention(rule.name, days),
    onSuccess: (changed) => {
      queries.setQueryData(
        retentionQuery.queryKey,
        (now) =>
          now && { ...now, items: now.items.map((one) => (one.name === changed.name ? changed : one)) },
      );
      toast(t`The settings are saved.`);
    },
  });
  return (
    <form
      className={css.rule}
      onSubmit={(event) => {
        event.preventDefault();
        if (fits && days !== rule.days) save.mutate();
      }}
    >
      <TextField
        label={said(rule.title)}
        hint={said(rule.about)}
        type="number"
        inputMode="numeric"
        min={rule.least}
        max={rule.most}
        value={typed}
        onChange={setTyped}
        error={!fits && t`Give ${rule.least} to ${rule.most} days.`}
        after={<span className={css.unit}>{t`days`}</span>}
      />
      <div className={css.row}>
        <Button type="submit" busy={save.isPending} disabled={!fits || days === rule.days}>
          <Trans>Save</Trans>
        </Button>
        {days !== rule.usual && (
          <Button look="quiet" onClick={() => setTyped(String(rule.usual))}>
            <Plural value={rule.usual} one="Back to # day" other="Back to # days" />
          </Button>
        )}
      </div>
      {save.isError && <ProblemMessage error={save.error} />}
    </form>
  );
}
