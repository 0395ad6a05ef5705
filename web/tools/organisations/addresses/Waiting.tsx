import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ADDRESSES_KEY, askDomain, checkDomain, removeDomain } from "~/api/domains";
import type { DomainLeads, OrganisationAddress } from "~/api/types";
import { Button, Notice, ProblemMessage, Section, toast, useFormats } from "~/kit";
import css from "../settings.module.css";
import { useSaid } from "../useSaid";
import { Name } from "./Name";
import { PointingRecords, Record } from "./Records";

/** A domain that was asked for: what proves it, and what makes it lead here. */
export function Waiting({
  address: { host, written, proof, until },
  leads,
}: {
  address: OrganisationAddress;
  leads: DomainLeads | undefined;
}) {
  const { t } = useLingui();
  const said = useSaid();
  const { date } = useFormats();
  const name = written ?? host;
  const queries = useQueryClient();
  const settled = () => void queries.invalidateQueries({ queryKey: ADDRESSES_KEY });
  const check = useMutation({
    mutationFn: () => checkDomain(host),
    onSuccess: (found) => {
      if (found.level !== "ok") return;
      toast(t`${name} leads here from now on.`);
      settled();
    },
  });
  const drop = useMutation({
    mutationFn: () => removeDomain(host),
    onSuccess: () => toast(t`${name} is not asked for any more.`, { undo: () => again.mutate() }),
    onSettled: settled,
  });
  const again = useMutation({ mutationFn: () => askDomain(host), onSettled: settled });
  const found = check.data;
  return (
    <Section
      title={t`To be proved: ${name}`}
      lead={written ? <Name host={host} written={written} /> : undefined}
    >
      <div className={css.step}>
        <h3>{t`1. Show that it is yours`}</h3>
        <p className={css.small}>
          <Trans>
            Publish this record where the DNS of the domain is managed, then check. Once it is proved, the
            record may go.
          </Trans>
        </p>
        {proof && <Record record={proof} />}
        <div className={css.row}>
          <Button look="main" busy={check.isPending} onClick={() => check.mutate()}>
            <Trans>Check now</Trans>
          </Button>
          <Button look="quiet" busy={drop.isPending} onClick={() => drop.mutate()}>
            <Trans>Give up</Trans>
          </Button>
        </div>
        <div role="status">
          {found && found.level !== "ok" && (
            <Notice
              tone={found.level === "wrong" ? "bad" : "warn"}
              title={found.level === "wrong" ? t`Another text was found` : t`Not proved yet`}
            >
              {said(found.words)}
            </Notice>
          )}
        </div>
        {check.isError && <ProblemMessage error={check.error} />}
        {drop.isError && <ProblemMessage error={drop.error} />}
        {until && (
          <p className={css.small}>
            <Trans>Without a proof by {date(until)}, this is forgotten.</Trans>
          </p>
        )}
      </div>
      <div className={css.step}>
        <h3>{t`2. Have it lead here`}</h3>
        {leads && <p className={css.small}>{said(leads.words)}</p>}
        {leads && leads.level !== "ok" && <PointingRecords records={leads.records} />}
        <p className={css.small}>
          <Trans>
            Browsers open it once the server has a certificate for it. Whoever runs the server sees to that,
            unless it happens by itself.
          </Trans>
        </p>
      </div>
    </Section>
  );
}
