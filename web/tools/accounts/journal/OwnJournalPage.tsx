// What somebody did and what was done to their account, as they see it themself.
import { useLingui } from "@lingui/react/macro";
import { Page } from "~/kit";
import { AuditSection } from "../AuditSection";

export default function OwnJournalPage() {
  const { t } = useLingui();
  return (
    <Page title={t`My journal`} width="narrow">
      <AuditSection />
    </Page>
  );
}
