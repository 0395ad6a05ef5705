import { Trans, useLingui } from "@lingui/react/macro";
import type { ErrorComponentProps } from "@tanstack/react-router";
import { Link } from "@tanstack/react-router";
import { Button, EmptyState, Page, problemWords, TroublePicture } from "~/kit";
import css from "./PageTrouble.module.css";

/** A page that broke. The rest of the suite goes on around it. */
export function PageTrouble({ error, reset }: ErrorComponentProps) {
  const { t } = useLingui();
  const { what, next } = isStaleCode(error)
    ? {
        what: t`The suite was updated in the meantime.`,
        next: t`Reload the page to go on with the new version.`,
      }
    : problemWords(error);
  return (
    <Page title={t`Something went wrong`} width="narrow" titleHidden>
      <EmptyState
        picture={<TroublePicture />}
        title={what}
        action={
          <div className={css.actions}>
            <Button look="main" onClick={() => (isStaleCode(error) ? window.location.reload() : reset())}>
              {isStaleCode(error) ? <Trans>Reload</Trans> : <Trans>Try again</Trans>}
            </Button>
            <Button as={Link} to="/">
              <Trans>Go to home</Trans>
            </Button>
          </div>
        }
      >
        {next}
      </EmptyState>
    </Page>
  );
}

/** A page's code that is no longer on the server: a new version was installed while this tab was open. */
function isStaleCode(error: unknown): boolean {
  return (
    error instanceof TypeError &&
    /dynamically imported module|module script|Importing a module/i.test(error.message)
  );
}
