// The invitations that can still be used: who was asked, by a link for one or for several, and what it leads to.
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { IconPlus } from "@tabler/icons-react";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { INVITATIONS, invitationsQuery, renewInvitation, revokeInvitation } from "~/api/invitations";
import type { Invitation, InvitationLink } from "~/api/types";
import {
  Badge,
  Button,
  EmptyState,
  Notice,
  Page,
  PeoplePicture,
  ProblemMessage,
  SkeletonRows,
  toast,
  useFormats,
} from "~/kit";
import { isAdmin, isMainAdmin, useMe } from "~/shell/session";
import lists from "../lists.module.css";
import { More } from "../More";
import { roleWords } from "../people/words";
import { Tabs } from "../Tabs";
import css from "./invitations.module.css";
import { LinkDialog } from "./LinkDialog";
import { NewInvitationDialog } from "./NewInvitationDialog";

export default function InvitationsPage() {
  const { t } = useLingui();
  const admin = isAdmin(useMe());
  const [making, setMaking] = useState(false);
  const [made, setMade] = useState<InvitationLink | null>(null);
  return (
    <Page
      title={t`Invitations`}
      actions={
        admin && (
          <Button look="main" icon={<IconPlus size={18} stroke={2} />} onClick={() => setMaking(true)}>
            <Trans>Invite</Trans>
          </Button>
        )
      }
    >
      <Tabs />
      {admin ? (
        <Open onInvite={() => setMaking(true)} onLink={setMade} />
      ) : (
        <Notice tone="warn" title={t`Administrators invite people.`}>
          <Trans>Ask one of them to invite whoever is missing here.</Trans>
        </Notice>
      )}
      {making && (
        <NewInvitationDialog
          onClose={() => setMaking(false)}
          onMade={(link) => {
            setMaking(false);
            setMade(link);
          }}
        />
      )}
      {made && <LinkDialog made={made} onClose={() => setMade(null)} />}
    </Page>
  );
}

function Open({ onInvite, onLink }: { onInvite: () => void; onLink: (made: InvitationLink) => void }) {
  const { t } = useLingui();
  const pages = useInfiniteQuery(invitationsQuery);
  const invitations = pages.data?.pages.flatMap((page) => page.items);
  if (pages.isPending) return <SkeletonRows rows={4} icon={false} />;
  if (pages.isError && !invitations)
    return <ProblemMessage error={pages.error} onRetry={() => void pages.refetch()} />;
  return (
    <>
      {invitations?.length === 0 && (
        <EmptyState
          picture={<PeoplePicture />}
          title={t`Nobody is expected`}
          action={
            <Button onClick={onInvite}>
              <Trans>Invite somebody</Trans>
            </Button>
          }
        >
          <Trans>
            An invitation is a link: for one address, or for several people. Whoever follows it makes their
            account in a minute.
          </Trans>
        </EmptyState>
      )}
      {invitations && invitations.length > 0 && (
        <ul className={css.list} aria-label={t`Invitations`}>
          {invitations.map((invitation) => (
            <Line key={invitation.id} invitation={invitation} onLink={onLink} />
          ))}
        </ul>
      )}
      <More of={pages} />
    </>
  );
}

function Line({ invitation, onLink }: { invitation: Invitation; onLink: (made: InvitationLink) => void }) {
  const { t, i18n } = useLingui();
  const { date } = useFormats();
  const queries = useQueryClient();
  const me = useMe();
  const settled = () => queries.invalidateQueries({ queryKey: INVITATIONS });
  const renew = useMutation({
    mutationFn: () => renewInvitation(invitation.id),
    onSuccess: onLink,
    onSettled: settled,
  });
  const revoke = useMutation({
    mutationFn: () => revokeInvitation(invitation.id),
    onSuccess: () => toast(t`The invitation is taken back: its link leads nowhere any more.`),
    onSettled: settled,
  });
  const title = invitation.email ?? (invitation.note === "" ? t`A link for several people` : invitation.note);
  const groups = new Intl.ListFormat(i18n.locale).format(invitation.groups.map((group) => group.name));
  const error = renew.error ?? revoke.error;
  return (
    <li className={css.line}>
      <div className={css.words}>
        <span className={lists.name}>{title}</span>
        <span className={lists.small}>
          {invitation.email !== null && invitation.note !== "" && <>{invitation.note} · </>}
          {groups !== "" && <>{groups} · </>}
          <Trans>until {date(invitation.expires_at)}</Trans>
          {invitation.created_by_name && (
            <>
              {" · "}
              <Trans>by {invitation.created_by_name}</Trans>
            </>
          )}
        </span>
      </div>
      <div className={css.marks}>
        {invitation.role !== "member" && <Badge tone="accent">{roleWords(invitation.role)}</Badge>}
        {invitation.email === null && (
          <span className={lists.small}>
            <Plural value={invitation.uses_left} one="# can join" other="# can join" />
          </span>
        )}
      </div>
      <div className={css.acts}>
        {(invitation.role !== "owner" || isMainAdmin(me)) && (
          <Button
            small
            busy={renew.isPending}
            onClick={() => renew.mutate()}
            aria-label={t`New link: ${title}`}
          >
            <Trans>New link</Trans>
          </Button>
        )}
        <Button
          small
          look="quiet"
          busy={revoke.isPending}
          onClick={() => revoke.mutate()}
          aria-label={t`Take back: ${title}`}
        >
          <Trans>Take back</Trans>
        </Button>
      </div>
      {error && <ProblemMessage error={error} />}
    </li>
  );
}
