// What is recorded about the reader, for how long, and where they see it themself.
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { recordedQuery } from "~/api/settings";
import type { Recorded } from "~/api/types";
import { Page, ProblemMessage, Section, SkeletonRows } from "~/kit";
import { useOrganisation } from "~/shell/session";
import css from "./settings.module.css";
import { useSaid } from "./useSaid";

export default function RecordedPage() {
  const { t } = useLingui();
  const { support } = useOrganisation();
  const recorded = useQuery(recordedQuery);
  return (
    <Page
      title={t`What is recorded about me`}
      lead={t`Everything that this site keeps about you, what for, and for how long.`}
      width="narrow"
    >
      {recorded.isPending && <SkeletonRows rows={6} icon={false} />}
      {recorded.isError && <ProblemMessage error={recorded.error} onRetry={() => void recorded.refetch()} />}
      {recorded.data?.items.map((item) => (
        <Item key={item.title.en} item={item} />
      ))}
      {recorded.data && (
        <Section title={t`Whom to ask`}>
          <p>
            {support ? (
              <Trans>
                {support.name} answers your questions about what is recorded, and sees to it that what is
                wrong is corrected or erased.
              </Trans>
            ) : (
              <Trans>
                The administrators of your organisation answer your questions about what is recorded, and see
                to it that what is wrong is corrected or erased.
              </Trans>
            )}
          </p>
          {support && (
            <p className={css.row}>
              {support.email && <a href={`mailto:${support.email}`}>{support.email}</a>}
              {support.phone && <a href={`tel:${support.phone.replace(/[^+0-9]/g, "")}`}>{support.phone}</a>}
              {support.link && (
                <a href={support.link} rel="noreferrer">
                  {support.link}
                </a>
              )}
            </p>
          )}
        </Section>
      )}
    </Page>
  );
}

function Item({ item }: { item: Recorded }) {
  const { t } = useLingui();
  const said = useSaid();
  const { days, until, count, link } = item;
  return (
    <Section title={said(item.title)} lead={said(item.about)}>
      <dl className={css.facts}>
        <dt>{t`Kept`}</dt>
        <dd>
          {days !== null ? <Plural value={days} one="for # day" other="for # days" /> : until && said(until)}
        </dd>
        {count !== null && (
          <>
            <dt>{t`Now`}</dt>
            <dd>{count}</dd>
          </>
        )}
      </dl>
      {link && (
        <p>
          <Link to={link.split("#")[0]} hash={link.split("#")[1]}>
            <Trans>See it</Trans>
          </Link>
        </p>
      )}
    </Section>
  );
}
