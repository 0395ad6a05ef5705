import { Trans, useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { Button, EmptyState, LostPicture, Page } from "~/kit";

export function NotFoundPage() {
  const { t } = useLingui();
  return (
    <Page title={t`Page not found`} width="narrow" titleHidden>
      <EmptyState
        picture={<LostPicture />}
        title={t`There is nothing at this address`}
        action={
          <Button look="main" as={Link} to="/">
            <Trans>Go to home</Trans>
          </Button>
        }
      >
        <Trans>The link may be old, or cut short. What it led to may also have been moved or deleted.</Trans>
      </EmptyState>
    </Page>
  );
}
