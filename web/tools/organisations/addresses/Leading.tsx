import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ADDRESSES_KEY, askDomain, removeDomain } from "~/api/domains";
import type { DomainLeads, OrganisationAddress } from "~/api/types";
import { Badge, Button, Disclosure, ProblemMessage, type Tone, toast } from "~/kit";
import css from "../settings.module.css";
import { useSaid } from "../useSaid";
import { Name } from "./Name";
import { PointingRecords } from "./Records";

const TONES: Record<string, Tone> = { ok: "good", missing: "warn", wrong: "warn", unknown: "neutral" };

/** A domain that leads people here, as far as this server is concerned, and what DNS says of it. */
export function Leading({
  address: { host, written },
  leads,
  mayChange,
}: {
  address: OrganisationAddress;
  leads: DomainLeads | undefined;
  mayChange: boolean;
}) {
  const { t } = useLingui();
  const said = useSaid();
  const queries = useQueryClient();
  const name = written ?? host;
  const settled = () => void queries.invalidateQueries({ queryKey: ADDRESSES_KEY });
  const back = useMutation({
    mutationFn: () => askDomain(host),
    onSuccess: () => toast(t`${name} leads here again.`),
    onSettled: settled,
    onError: () => toast(t`${name} could not be brought back.`, { tone: "bad" }),
  });
  const drop = useMutation({
    mutationFn: () => removeDomain(host),
    onSuccess: () => toast(t`${name} leads here no more.`, { undo: () => back.mutate() }),
    onSettled: settled,
  });
  const words: Record<string, string> = {
    ok: t`Leads here`,
    missing: t`Leads nowhere yet`,
    wrong: t`Leads elsewhere`,
    unknown: t`Not known`,
  };
  const toDo = leads?.level === "missing" || leads?.level === "wrong";
  return (
    <div className={css.finding}>
      <div className={css.address}>
        <strong>
          <Name host={host} written={written} />
        </strong>
        {leads && <Badge tone={TONES[leads.level] ?? "neutral"}>{words[leads.level] ?? leads.level}</Badge>}
        {mayChange && (
          <Button
            small
            look="quiet"
            busy={drop.isPending}
            aria-label={t`Remove ${name}`}
            onClick={() => drop.mutate()}
          >
            <Trans>Remove</Trans>
          </Button>
        )}
      </div>
      {leads && leads.level !== "ok" && <p className={css.small}>{said(leads.words)}</p>}
      {toDo && leads.records.length > 0 && (
        <Disclosure title={t`What to publish`}>
          <PointingRecords records={leads.records} />
        </Disclosure>
      )}
      {drop.isError && <ProblemMessage error={drop.error} />}
    </div>
  );
}
