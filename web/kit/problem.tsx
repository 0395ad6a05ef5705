// What a refusal means to the person: what happened, and what to do next.
import { t } from "@lingui/core/macro";
import { useLingui } from "@lingui/react";
import { Trans } from "@lingui/react/macro";
import { isProblem } from "~/api/problem";
import { Button } from "./Button";
import { Notice } from "./small";

export interface ProblemWords {
  what: string;
  next: string;
}

/** The words for an error of any kind, in the reader's language. */
export function problemWords(error: unknown): ProblemWords {
  if (!isProblem(error)) {
    return {
      what: t`Something went wrong on this page.`,
      next: t`Reload it; if it happens again, tell your administrator.`,
    };
  }
  switch (error.slug) {
    case "unreachable":
      return {
        what: t`The server cannot be reached.`,
        next: t`Check your connection, then try again.`,
      };
    case "unauthenticated":
      return { what: t`You are signed out.`, next: t`Sign in again to go on where you were.` };
    case "wrong-credentials":
      return { what: t`This name and password do not go together.`, next: t`Check them and try again.` };
    case "too-many-attempts":
      return { what: t`Too many attempts.`, next: t`Wait a moment before you try again.` };
    case "forbidden":
      return { what: t`You do not have the right to do this.`, next: t`Ask someone who manages this space.` };
    case "not-found":
      return {
        what: t`This no longer exists, or is not shared with you.`,
        next: t`It may have been moved or deleted.`,
      };
    case "name-taken":
      return { what: t`This name is already taken here.`, next: t`Choose another one.` };
    case "precondition-failed":
      return {
        what: t`Someone changed this at the same time.`,
        next: t`Look at the new state, then try again.`,
      };
    case "conflict":
      return {
        what: t`This was not possible in the present state.`,
        next: t`Reload the page and try again.`,
      };
    case "moved-into-itself":
      return { what: t`A folder cannot be moved into itself.`, next: t`Choose another place.` };
    case "over-quota":
      return {
        what: t`There is not enough space left here.`,
        next: t`Empty the trash or remove what is no longer needed.`,
      };
    case "storage-full":
      return { what: t`The server has no space left.`, next: t`Tell your administrator.` };
    case "locked":
      return {
        what: t`Someone is editing this in another program.`,
        next: t`Try again when they have finished.`,
      };
    case "too-large":
      return { what: t`This is too large.`, next: t`Choose a smaller file.` };
    case "invalid-input":
      return {
        what: error.detail || t`This cannot be accepted as it is.`,
        next: t`Correct it and try again.`,
      };
    case "suspended":
      return { what: t`This organisation is suspended.`, next: t`Ask your administrator.` };
    case "tool-off":
      return {
        what: t`Your organisation has switched this tool off.`,
        next: t`Nothing was deleted. Ask an administrator if you need it.`,
      };
    case "last-owner":
      return {
        what: t`An organisation always keeps a main administrator.`,
        next: t`Name another one first.`,
      };
    case "sponsor":
      return {
        what: t`This person answers for guests.`,
        next: t`Let somebody else answer for these guests first.`,
      };
    case "too-many-letters":
      return {
        what: t`No letter can go to this address for now.`,
        next: t`It was sent several within the hour. Try again later, or hand a link over yourself.`,
      };
    case "already-invited":
      return {
        what: t`This address is invited already.`,
        next: t`Send that invitation again, or take it back first.`,
      };
    case "unknown-host":
      return { what: t`No organisation answers at this address.`, next: t`Check the address.` };
    default:
      return {
        what: t`The server had a problem.`,
        next: t`Try again; if it happens again, tell your administrator.`,
      };
  }
}

export interface ProblemMessageProps {
  error: unknown;
  onRetry?: () => void;
}

/** The error in its place on the page. */
export function ProblemMessage({ error, onRetry }: ProblemMessageProps) {
  // Re-renders in the new language when it changes.
  useLingui();
  const { what, next } = problemWords(error);
  const requestId = isProblem(error, "internal") ? error.requestId : null;
  return (
    <Notice
      tone="bad"
      title={what}
      action={
        onRetry && (
          <Button small onClick={onRetry}>
            <Trans>Try again</Trans>
          </Button>
        )
      }
    >
      <p>{next}</p>
      {requestId && (
        <p>
          <Trans>Reference: {requestId}</Trans>
        </p>
      )}
    </Notice>
  );
}
