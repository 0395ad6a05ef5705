import { useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { PageTabs } from "~/kit";
import { useOrganisation } from "./session";

/** What administrators look after, whichever tool has the page. */
export function SettingsTabs() {
  const { t } = useLingui();
  const { tools } = useOrganisation();
  return (
    <PageTabs
      as={Link}
      label={t`Organisation settings`}
      tabs={[
        { to: "/settings", label: t`General` },
        { to: "/settings/addresses", label: t`Addresses` },
        { to: "/settings/announcements", label: t`Announcements` },
        { to: "/settings/tools", label: t`Tools` },
        ...(tools.includes("files") ? [{ to: "/settings/storage", label: t`Storage` }] : []),
        { to: "/settings/retention", label: t`Retention` },
        { to: "/settings/notifications", label: t`Notifications` },
        { to: "/settings/mail", label: t`Mail` },
        { to: "/settings/journal", label: t`Journal` },
      ]}
    />
  );
}
