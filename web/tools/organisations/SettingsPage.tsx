// How the organisation presents itself: its name, logo and colour, its language and its clock.
import { Trans, useLingui } from "@lingui/react/macro";
import { Navigate } from "@tanstack/react-router";
import { Page } from "~/kit";
import { SettingsTabs } from "~/shell/SettingsTabs";
import { isAdmin, useMe, useOrganisation } from "~/shell/session";
import { FaceSection } from "./FaceSection";
import { RegionSection } from "./RegionSection";
import { SupportSection } from "./SupportSection";

export default function SettingsPage() {
  const { t } = useLingui();
  const me = useMe();
  const { domain } = useOrganisation();
  if (!isAdmin(me)) return <Navigate to="/" replace />;
  return (
    <Page
      title={t`Organisation settings`}
      lead={<Trans>For everybody at {domain}. Changes are seen at once.</Trans>}
      width="narrow"
    >
      <SettingsTabs />
      <FaceSection />
      <RegionSection />
      <SupportSection />
    </Page>
  );
}
