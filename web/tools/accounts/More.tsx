import { Trans } from "@lingui/react/macro";
import { Button, ProblemMessage } from "~/kit";
import css from "./lists.module.css";

interface Pages {
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  isFetchNextPageError: boolean;
  error: Error | null;
  fetchNextPage: () => unknown;
}

/** The end of a list that goes on. */
export function More({ of }: { of: Pages }) {
  if (of.isFetchNextPageError)
    return <ProblemMessage error={of.error} onRetry={() => void of.fetchNextPage()} />;
  if (!of.hasNextPage) return null;
  return (
    <div className={css.more}>
      <Button busy={of.isFetchingNextPage} onClick={() => void of.fetchNextPage()}>
        <Trans>Show more</Trans>
      </Button>
    </div>
  );
}
