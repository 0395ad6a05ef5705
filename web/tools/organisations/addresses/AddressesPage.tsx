// Where the organisation is found: the address that it has for good, and other domains that lead people to it.
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { Navigate } from "@tanstack/react-router";
import { addressesQuery, leadsQuery } from "~/api/domains";
import type { OrganisationAddresses } from "~/api/types";
import { Button, Notice, Page, ProblemMessage, Section, SkeletonRows } from "~/kit";
import { SettingsTabs } from "~/shell/SettingsTabs";
import { isAdmin, useMe } from "~/shell/session";
import css from "../settings.module.css";
import { AskForm } from "./AskForm";
import { Leading } from "./Leading";
import { Name } from "./Name";
import { Waiting } from "./Waiting";

export default function AddressesPage() {
  const { t } = useLingui();
  const addresses = useQuery(addressesQuery);
  if (!isAdmin(useMe())) return <Navigate to="/" replace />;
  return (
    <Page title={t`Organisation settings`} width="narrow">
      <SettingsTabs />
      {addresses.isPending && <SkeletonRows rows={5} icon={false} />}
      {addresses.isError && !addresses.data && (
        <ProblemMessage error={addresses.error} onRetry={() => void addresses.refetch()} />
      )}
      {addresses.data && <Addresses addresses={addresses.data} />}
    </Page>
  );
}

function Addresses({ addresses }: { addresses: OrganisationAddresses }) {
  const { t } = useLingui();
  const { domain, written, may_change: mayChange, most, items } = addresses;
  const leads = useQuery({ ...leadsQuery, enabled: items.length > 0 });
  const leadsOf = (host: string) => leads.data?.items.find((one) => one.host === host);
  const leading = items.filter((item) => !item.waits);
  const waiting = items.filter((item) => item.waits);
  return (
    <>
      <Section title={t`The address of the organisation`}>
        <p className={css.subject}>
          <Name host={domain} written={written} />
        </p>
        <p className={css.small}>
          <Trans>
            People sign in here, programs and phones are set to it, and letters lead to it. It stays for good.
          </Trans>
        </p>
      </Section>
      <Section
        title={t`Other addresses`}
        lead={t`Who opens one of these in a browser is led to ${domain}. Programs that are set to one of them go on working.`}
        actions={
          items.length > 0 && (
            <Button small busy={leads.isFetching} onClick={() => void leads.refetch()}>
              <Trans>Check again</Trans>
            </Button>
          )
        }
      >
        {leading.length === 0 && (
          <p className={css.small}>
            <Trans>
              None yet. A former name, or the name with www before it, would be worth having here.
            </Trans>
          </p>
        )}
        {leading.length > 0 && (
          <ul className={css.list}>
            {leading.map((item) => (
              <li key={item.host}>
                <Leading address={item} leads={leadsOf(item.host)} mayChange={mayChange} />
              </li>
            ))}
          </ul>
        )}
        {leads.isError && <ProblemMessage error={leads.error} onRetry={() => void leads.refetch()} />}
        {mayChange && items.length < most && <AskForm items={items} domain={domain} />}
        {mayChange && items.length >= most && (
          <Notice title={t`There are ${most} other addresses, as many as there may be.`}>
            <Trans>Remove one to add another.</Trans>
          </Notice>
        )}
        {!mayChange && (
          <Notice title={t`Whoever runs this installation looks after its addresses.`}>
            <Trans>Ask them to add or to remove one.</Trans>
          </Notice>
        )}
      </Section>
      {mayChange &&
        waiting.map((item) => <Waiting key={item.host} address={item} leads={leadsOf(item.host)} />)}
    </>
  );
}
