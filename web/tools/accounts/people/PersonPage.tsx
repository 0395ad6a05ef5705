// A person of the organisation, as far as they tell the reader.
import { Trans, useLingui } from "@lingui/react/macro";
import { IconMail, IconPencil, IconSettings } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { personQuery } from "~/api/people";
import { isProblem } from "~/api/problem";
import type { Id, PersonCard } from "~/api/types";
import { Breadcrumbs, Button, EmptyState, LostPicture, Page, ProblemMessage, SkeletonRows } from "~/kit";
import { isAdmin, useMe } from "~/shell/session";
import { Card } from "../card/Card";

const icon = { size: 18, stroke: 1.75 } as const;

export default function PersonPage() {
  const { t } = useLingui();
  const { personId = "" }: { personId?: Id } = useParams({ strict: false });
  const person = useQuery(personQuery(personId));
  if (person.data) return <Person key={person.data.id} card={person.data} />;
  if (isProblem(person.error, "not-found") || isProblem(person.error, "invalid-input")) {
    return (
      <Page title={t`People`}>
        <EmptyState
          picture={<LostPicture />}
          title={t`There is nobody here, or not for you`}
          action={
            <Button as={Link} to="/people">
              <Trans>See the people</Trans>
            </Button>
          }
        >
          <Trans>They may have left, or you may no longer share a group with them.</Trans>
        </EmptyState>
      </Page>
    );
  }
  return (
    <Page title={t`Person`} titleHidden>
      {person.isError ? (
        <ProblemMessage error={person.error} onRetry={() => void person.refetch()} />
      ) : (
        <SkeletonRows rows={4} />
      )}
    </Page>
  );
}

function Person({ card }: { card: PersonCard }) {
  const { t } = useLingui();
  const me = useMe();
  const self = card.id === me.id;
  return (
    <Page
      width="narrow"
      title={card.name}
      heading={
        <Breadcrumbs
          crumbs={[
            { key: "people", label: t`People`, as: Link, props: { to: "/people" } },
            { key: card.id, label: card.name },
          ]}
        />
      }
      actions={
        <>
          {card.email && !self && (
            <Button
              as="a"
              look="main"
              href={`mailto:${encodeURIComponent(card.email).replace("%40", "@")}`}
              icon={<IconMail {...icon} />}
            >
              <Trans>Send a mail</Trans>
            </Button>
          )}
          {self && (
            <Button as={Link} to="/account" hash="card" icon={<IconPencil {...icon} />}>
              <Trans>Change my card</Trans>
            </Button>
          )}
          {isAdmin(me) && (
            <Button as={Link} to="/people" search={{ person: card.id }} icon={<IconSettings {...icon} />}>
              <Trans>Manage</Trans>
            </Button>
          )}
        </>
      }
    >
      <Card card={card} />
    </Page>
  );
}
