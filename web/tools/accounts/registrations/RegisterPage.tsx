// The door for those whom nobody invited: a name, an address, and a letter that says how it goes on.
import { Trans, useLingui } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { askToRegister, registrationOpenQuery } from "~/api/registrations";
import { LostPicture, ProblemMessage, SkeletonRows, useTitle } from "~/kit";
import { Mark } from "~/shell/Mark";
import { PublicFrame } from "~/shell/PublicFrame";
import css from "../join/join.module.css";
import { AskForm } from "./AskForm";

export default function RegisterPage() {
  const { t } = useLingui();
  useTitle(t`Join`);
  const open = useQuery(registrationOpenQuery);
  return (
    <PublicFrame wide>
      <Mark large />
      {open.isPending && <SkeletonRows rows={4} icon={false} />}
      {open.isError && <ProblemMessage error={open.error} onRetry={() => void open.refetch()} />}
      {open.data && !open.data.open && (
        <div className={css.ending}>
          <div className={css.picture}>
            <LostPicture />
          </div>
          <h1 className={css.title}>
            <Trans>One joins by invitation here</Trans>
          </h1>
          <p>
            <Trans>Ask somebody whom you know in this organisation to invite you.</Trans>
          </p>
          <p>
            <Link to="/">
              <Trans>I already have an account</Trans>
            </Link>
          </p>
        </div>
      )}
      {open.data?.open && (
        <AskForm
          domains={open.data.domains}
          lead={
            open.data.approval ? (
              <Trans>
                Confirm your address by the letter that we send you. Those who administrate the organisation
                then let you in.
              </Trans>
            ) : (
              <Trans>
                Confirm your address by the letter that we send you, choose a password, and you are in.
              </Trans>
            )
          }
          ask={askToRegister}
        />
      )}
    </PublicFrame>
  );
}
