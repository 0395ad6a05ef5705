// Which tools people have: one that is off answers nothing, and keeps what it holds.
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Navigate } from "@tanstack/react-router";
import { organisationQuery } from "~/api/organisations";
import { switchTool, toolsQuery } from "~/api/settings";
import type { OrganisationTool } from "~/api/types";
import { Page, ProblemMessage, Section, SkeletonRows, Switch, toast } from "~/kit";
import { SettingsTabs } from "~/shell/SettingsTabs";
import { isAdmin, useMe } from "~/shell/session";
import { toolNamed } from "~/shell/words";
import css from "./settings.module.css";

export default function ToolsPage() {
  const { t } = useLingui();
  const tools = useQuery(toolsQuery);
  if (!isAdmin(useMe())) return <Navigate to="/" replace />;
  return (
    <Page title={t`Organisation settings`} width="narrow">
      <SettingsTabs />
      <Section
        title={t`Tools`}
        lead={t`A tool that is off disappears for everybody at once: from the pages, and for the programs and phones that use it. Nothing is deleted; on again, everything is back.`}
      >
        {tools.isPending && <SkeletonRows rows={2} icon={false} />}
        {tools.isError && <ProblemMessage error={tools.error} onRetry={() => void tools.refetch()} />}
        {tools.data && (
          <ul className={css.list}>
            {tools.data.items.map((tool) => (
              <li key={tool.name}>
                <ToolSwitch tool={tool} />
              </li>
            ))}
          </ul>
        )}
        <p className={css.small}>
          <Trans>People, groups and these settings are part of every organisation and stay on.</Trans>
        </p>
      </Section>
    </Page>
  );
}

function ToolSwitch({ tool }: { tool: OrganisationTool }) {
  const { t, i18n } = useLingui();
  const queries = useQueryClient();
  const known = toolNamed(tool.name)?.rail?.label;
  const label = known ? i18n._(known) : tool.name;
  const change = useMutation({
    mutationFn: (on: boolean) => switchTool(tool.name, on),
    onSuccess: (organisation, on) => {
      queries.setQueryData(organisationQuery.queryKey, organisation);
      queries.setQueryData(
        toolsQuery.queryKey,
        (now) =>
          now && { ...now, items: now.items.map((one) => (one.name === tool.name ? { ...one, on } : one)) },
      );
      if (on) toast(t`${label}: on again.`);
      else toast(t`${label}: off for everybody.`, { undo: () => change.mutate(true) });
    },
  });
  return (
    <>
      <Switch
        label={label}
        checked={change.isPending ? change.variables : tool.on}
        disabled={change.isPending}
        onChange={(on) => change.mutate(on)}
      />
      {change.isError && <ProblemMessage error={change.error} />}
    </>
  );
}
