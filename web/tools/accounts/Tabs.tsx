import { useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { PageTabs } from "~/kit";
import { isAdmin, useMe } from "~/shell/session";

/** People and groups are two sides of one thing. */
export function Tabs() {
  const { t } = useLingui();
  const admin = isAdmin(useMe());
  return (
    <PageTabs
      as={Link}
      label={t`People and groups`}
      tabs={[
        { to: "/people", label: t`People` },
        { to: "/groups", label: t`Groups` },
        ...(admin
          ? [
              { to: "/people/invitations", label: t`Invitations` },
              { to: "/people/joining", label: t`Requests` },
            ]
          : []),
      ]}
    />
  );
}
