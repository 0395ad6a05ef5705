import { Trans, useLingui } from "@lingui/react/macro";
import { useTitle } from "~/kit";
import { PublicFrame } from "./PublicFrame";

/** A new installation: the link that opens it is in the terminal, not here. */
export function NeedsSetupPage() {
  const { t } = useLingui();
  useTitle(t`Welcome to Liiibre`);
  return (
    <PublicFrame>
      <h1>
        <Trans>Welcome to Liiibre</Trans>
      </h1>
      <p>
        <Trans>This server is running and has no organisation yet.</Trans>
      </p>
      <p>
        <Trans>
          To create the first one, open the set-up link that the server printed in its terminal when it
          started. It works once, so that nobody else can take your place.
        </Trans>
      </p>
    </PublicFrame>
  );
}
