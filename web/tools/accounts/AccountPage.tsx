// Everything about oneself: who one is here, how the interface speaks and looks, and who can get in.
import { useLingui } from "@lingui/react/macro";
import { Page, PageWithContents } from "~/kit";
import { AuditSection } from "./AuditSection";
import { DevicePasswordsSection } from "./DevicePasswordsSection";
import { PasswordSection } from "./PasswordSection";
import { PreferencesSection } from "./PreferencesSection";
import { ProfileSection } from "./ProfileSection";
import { SessionsSection } from "./SessionsSection";

export default function AccountPage() {
  const { t } = useLingui();
  return (
    <Page title={t`My account`}>
      <PageWithContents
        parts={[
          { id: "profile", label: t`Profile`, content: <ProfileSection /> },
          { id: "preferences", label: t`Language and look`, content: <PreferencesSection /> },
          { id: "password", label: t`Password`, content: <PasswordSection /> },
          { id: "sessions", label: t`Connected devices`, content: <SessionsSection /> },
          { id: "devices", label: t`Device passwords`, content: <DevicePasswordsSection /> },
          { id: "journal", label: t`Journal`, content: <AuditSection /> },
        ]}
      />
    </Page>
  );
}
