// Everything about oneself: who one is here, how the interface speaks and looks, and who can get in.
import { useLingui } from "@lingui/react/macro";
import { Page, PageWithContents } from "~/kit";
import { AddressSection } from "./AddressSection";
import { AuditSection } from "./AuditSection";
import { CardSection } from "./card/CardSection";
import { DevicesSection } from "./devices/DevicesSection";
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
          { id: "card", label: t`What others see of me`, content: <CardSection /> },
          { id: "preferences", label: t`Language and look`, content: <PreferencesSection /> },
          { id: "address", label: t`E-mail address`, content: <AddressSection /> },
          { id: "password", label: t`Password`, content: <PasswordSection /> },
          { id: "devices", label: t`Connect your devices`, content: <DevicesSection /> },
          { id: "sessions", label: t`Signed-in browsers`, content: <SessionsSection /> },
          { id: "journal", label: t`Journal`, content: <AuditSection /> },
        ]}
      />
    </Page>
  );
}
