import { Trans } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import { LostPicture } from "~/kit";
import css from "../join/join.module.css";

/** A link from a letter that does nothing any more, and the way on. */
export function LinkOver() {
  return (
    <div className={css.ending}>
      <div className={css.picture}>
        <LostPicture />
      </div>
      <h1 className={css.title}>
        <Trans>This link is no longer valid</Trans>
      </h1>
      <p>
        <Trans>It was used already, its time is over, or another one took its place.</Trans>
      </p>
      <p>
        <Link to="/forgotten">
          <Trans>Ask for a new password</Trans>
        </Link>
      </p>
      <p>
        <Link to="/">
          <Trans>Sign in</Trans>
        </Link>
      </p>
    </div>
  );
}
