import { Trans, useLingui } from "@lingui/react/macro";
import { EmptyState, LostPicture, Page } from "~/kit";
import { isAdmin, useMe } from "./session";

/** In place of the pages of a tool that the organisation has switched off. */
export function ToolOffPage() {
  const { t } = useLingui();
  const admin = isAdmin(useMe());
  return (
    <Page title={t`Switched off`} titleHidden>
      <EmptyState picture={<LostPicture />} title={t`Your organisation has switched this tool off`}>
        {admin ? (
          <Trans>
            Nothing was deleted. Switch it on again in the settings, under Tools, and everything is back.
          </Trans>
        ) : (
          <Trans>Nothing was deleted. Ask an administrator if you need it.</Trans>
        )}
      </EmptyState>
    </Page>
  );
}
