import { Trans, useLingui } from "@lingui/react/macro";
import type { DnsRecord } from "~/api/types";
import { CopyField, Disclosure } from "~/kit";
import css from "../settings.module.css";

/** A record to be published, part by part as most providers ask for it, and whole. */
export function Record({ record: { kind, name, value, line } }: { record: DnsRecord }) {
  const { t } = useLingui();
  return (
    <div className={css.finding}>
      <CopyField label={t`Name (${kind})`} value={name} />
      <CopyField label={t`Value`} value={value} />
      <CopyField label={t`As a line of the zone`} value={line} />
    </div>
  );
}

/** What makes a domain lead here: a CNAME, or else the addresses. */
export function PointingRecords({ records }: { records: DnsRecord[] }) {
  const { t } = useLingui();
  const [cname] = records.filter(({ kind }) => kind === "CNAME");
  const addresses = records.filter(({ kind }) => kind !== "CNAME");
  return (
    <>
      {cname && <Record record={cname} />}
      {cname && addresses.length > 0 && (
        <Disclosure title={t`Where a CNAME is refused`}>
          <p className={css.small}>
            <Trans>
              A domain with nothing before it, such as communs.example, takes no CNAME at most providers.
              Publish these addresses instead; when the server moves, they change.
            </Trans>
          </p>
          <Addresses records={addresses} />
        </Disclosure>
      )}
      {!cname && <Addresses records={addresses} />}
    </>
  );
}

function Addresses({ records }: { records: DnsRecord[] }) {
  const { t } = useLingui();
  return (
    <div className={css.finding}>
      {records.map(({ kind, value, line }) => (
        <CopyField key={line} label={t`Address (${kind})`} value={value} />
      ))}
    </div>
  );
}
