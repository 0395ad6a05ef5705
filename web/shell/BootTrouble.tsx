import { i18n } from "@lingui/core";
import { Trans } from "@lingui/react/macro";
import {
  Button,
  EmptyState,
  FALLBACK_ACCENT,
  KitProvider,
  problemWords,
  TroublePicture,
  useTitle,
} from "~/kit";

/** Nothing can be shown: the organisation could not be asked for, or what stands around every page broke. */
export function BootTrouble({ error }: { error: unknown }) {
  return (
    <KitProvider accent={FALLBACK_ACCENT} scheme="system" locale={i18n.locale} timeZone="UTC">
      <Trouble error={error} />
    </KitProvider>
  );
}

function Trouble({ error }: { error: unknown }) {
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
