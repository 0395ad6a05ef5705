// The invitations that can still be used: who was asked, by a link for one or for several, and what it leads to.
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { IconPlus } from "@tabler/icons-react";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import {
  INVITATIONS,
  invitationsQuery,
  renewInvitation,
  revokeInvitation,
  sendInvitation,
} from "~/api/invitations";
import type { Invitation, InvitationLink, InvitedSeveral, LetterState } from "~/api/types";
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
import { SeveralDialog } from "./SeveralDialog";

export default function InvitationsPage() {
  const { t } = useLingui();
  const admin = isAdmin(useMe());
  const [making, setMaking] = useState(false);
  const [made, setMade] = useState<InvitationLink | null>(null);
  const [several, setSeveral] = useState<InvitedSeveral | null>(null);
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
          onSeveral={(done) => {
            setMaking(false);
            setSeveral(done);
          }}
        />
      )}
      {several && <SeveralDialog several={several} onClose={() => setSeveral(null)} />}
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
            An invitation goes by letter to an address, or is a link that you hand over, for one or for
            several people. Whoever follows it makes their account in a minute.
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
  const title = invitation.email ?? (invitation.note === "" ? t`A link for several people` : invitation.note);
  const settled = () => queries.invalidateQueries({ queryKey: INVITATIONS });
  const renew = useMutation({
    mutationFn: () => renewInvitation(invitation.id),
    onSuccess: onLink,
    onSettled: settled,
  });
  const send = useMutation({
    mutationFn: () => sendInvitation(invitation.id),
    onSuccess: () =>
      toast(t`A letter with a new link is on its way to ${title}. The link before leads nowhere any more.`),
    onSettled: settled,
  });
  const revoke = useMutation({
    mutationFn: () => revokeInvitation(invitation.id),
    onSuccess: () => toast(t`The invitation is taken back: its link leads nowhere any more.`),
    onSettled: settled,
  });
  const mine = invitation.role !== "owner" || isMainAdmin(me);
  const groups = new Intl.ListFormat(i18n.locale).format(invitation.groups.map((group) => group.name));
  const error = send.error ?? renew.error ?? revoke.error;
  return (
    <li className={css.line}>
      <div className={css.words}>
        <span className={lists.name}>{title}</span>
        <span className={lists.small}>
          {invitation.name !== "" && <>{invitation.name} · </>}
          {invitation.email !== null && invitation.note !== "" && <>{invitation.note} · </>}
          {groups !== "" && <>{groups} · </>}
          {invitation.domains.length > 0 && (
            <>{invitation.domains.map((domain) => `@${domain}`).join(", ")} · </>
          )}
          <Trans>until {date(invitation.expires_at)}</Trans>
          {invitation.created_by_name && (
            <>
              {" · "}
              <Trans>by {invitation.created_by_name}</Trans>
            </>
          )}
        </span>
        {invitation.letter?.why && <span className={lists.small}>{invitation.letter.why}</span>}
      </div>
      <div className={css.marks}>
        {invitation.letter && <Letter letter={invitation.letter} />}
        {invitation.role !== "member" && <Badge tone="accent">{roleWords(invitation.role)}</Badge>}
        {invitation.email === null && (
          <span className={lists.small}>
            <Plural value={invitation.uses_left} one="# can join" other="# can join" />
          </span>
        )}
      </div>
      <div className={css.acts}>
        {mine && invitation.email !== null && (
          <Button
            small
            busy={send.isPending}
            onClick={() => send.mutate()}
            aria-label={invitation.letter ? t`Send again: ${title}` : t`Send by letter: ${title}`}
          >
            {invitation.letter ? <Trans>Send again</Trans> : <Trans>Send by letter</Trans>}
          </Button>
        )}
        {mine && (
          <Button
            small
            look={invitation.email === null ? "plain" : "quiet"}
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

/** What became of the letter. */
function Letter({ letter }: { letter: LetterState }) {
  const { t } = useLingui();
  switch (letter.state) {
    case "queued":
      return <Badge tone={letter.why ? "warn" : undefined}>{t`Letter on its way`}</Badge>;
    case "sent":
      return <Badge tone="good">{t`Letter sent`}</Badge>;
    case "held":
      return <Badge tone="warn">{t`Letter not sent: no way out`}</Badge>;
    case "failed":
      return <Badge tone="bad">{t`Letter refused`}</Badge>;
    case "bounced":
      return <Badge tone="bad">{t`Letter came back`}</Badge>;
  }
}
