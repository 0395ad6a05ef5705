// Where links about an address lead: the new one is confirmed, or everything is taken back. Nothing is done by opening
// the page, for programs that look after mail open links too.
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { meQuery } from "~/api/accounts";
import { isProblem } from "~/api/problem";
import { addressChangeQuery, confirmAddress, undoAddress } from "~/api/recovery";
import type { AddressChange } from "~/api/types";
import { Button, Notice, ProblemMessage, SkeletonRows, useTitle } from "~/kit";
import { Mark } from "~/shell/Mark";
import { PublicFrame } from "~/shell/PublicFrame";
import css from "../SignInPage.module.css";
import { LinkOver } from "./LinkOver";

export default function AddressPage() {
  const { t } = useLingui();
  useTitle(t`E-mail address`);
  const { token } = useParams({ strict: false }) as { token: string };
  const found = useQuery({ ...addressChangeQuery(token), staleTime: Number.POSITIVE_INFINITY });
  const over = isProblem(found.error, "not-found");
  return (
    <PublicFrame>
      <div className={css.welcome}>
        <Mark large />
      </div>
      {found.isPending && <SkeletonRows rows={3} icon={false} />}
      {over && <LinkOver />}
      {found.isError && !over && <ProblemMessage error={found.error} onRetry={() => void found.refetch()} />}
      {found.data?.kind === "confirm" && <Confirm token={token} change={found.data} />}
      {found.data?.kind === "undo" && <Undo token={token} change={found.data} />}
    </PublicFrame>
  );
}

interface Props {
  token: string;
  change: AddressChange;
}

function Confirm({ token, change }: Props) {
  const queries = useQueryClient();
  const heading = useRef<HTMLHeadingElement>(null);
  const confirm = useMutation({
    mutationFn: () => confirmAddress(token),
    onSuccess: () => void queries.invalidateQueries({ queryKey: meQuery.queryKey }),
  });
  const done = confirm.isSuccess;
  useEffect(() => {
    if (done) heading.current?.focus();
  }, [done]);
  if (isProblem(confirm.error, "not-found")) return <LinkOver />;
  const { email, handle } = change;
  if (done)
    return (
      <div className={css.welcome}>
        <h1 ref={heading} tabIndex={-1} className={css.title}>
          <Trans>Your address is confirmed</Trans>
        </h1>
        <p className={css.lead}>
          <Trans>
            {email} is now the address of the account {handle}. You can sign in with it.
          </Trans>
        </p>
        <Link to="/">
          <Trans>Go on</Trans>
        </Link>
      </div>
    );
  return (
    <>
      <div className={css.welcome}>
        <h1 className={css.title}>
          <Trans>Confirm your new address</Trans>
        </h1>
        <p className={css.lead}>
          <Trans>
            {email} becomes the address of the account {handle}: letters go there, and you can sign in with
            it.
          </Trans>
        </p>
      </div>
      {confirm.isError && <Trouble error={confirm.error} />}
      <Button look="main" wide busy={confirm.isPending} onClick={() => confirm.mutate()}>
        <Trans>Confirm this address</Trans>
      </Button>
    </>
  );
}

function Undo({ token, change }: Props) {
  const undo = useMutation({
    mutationFn: () => undoAddress(token),
    onSuccess: ({ path }) => window.location.assign(path),
  });
  if (isProblem(undo.error, "not-found")) return <LinkOver />;
  const { email, handle } = change;
  return (
    <>
      <div className={css.welcome}>
        <h1 className={css.title}>
          <Trans>It was not you?</Trans>
        </h1>
        <p className={css.lead}>
          <Trans>
            {email} becomes the address of the account {handle} again. All browsers and devices are signed
            out, and you choose a new password at once.
          </Trans>
        </p>
      </div>
      {undo.isError && <Trouble error={undo.error} />}
      <Button look="main" wide busy={undo.isPending || undo.isSuccess} onClick={() => undo.mutate()}>
        <Trans>Take everything back</Trans>
      </Button>
      <p className={css.help}>
        <Link to="/">
          <Trans>It was me: change nothing</Trans>
        </Link>
      </p>
    </>
  );
}

function Trouble({ error }: { error: unknown }) {
  const { t } = useLingui();
  if (!isProblem(error, "name-taken")) return <ProblemMessage error={error} />;
  return (
    <Notice tone="bad" title={t`Somebody else has this address by now.`}>
      <Trans>Ask those who administer your organisation.</Trans>
    </Notice>
  );
}
