import { Trans } from "@lingui/react/macro";
import { Button, EmptyState, problemWords, TroublePicture, useTitle } from "~/kit";

/** Nothing can be shown because even the organisation could not be asked for. */
export function BootTrouble({ error }: { error: unknown }) {
  const { what, next } = problemWords(error);
  useTitle(what);
  return (
    <main>
      <h1 hidden>Liiibre</h1>
      <EmptyState
        picture={<TroublePicture />}
        title={what}
        action={
          <Button look="main" onClick={() => window.location.reload()}>
            <Trans>Try again</Trans>
          </Button>
        }
      >
        {next}
      </EmptyState>
    </main>
  );
}
