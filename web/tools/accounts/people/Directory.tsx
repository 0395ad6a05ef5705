import { Trans, useLingui } from "@lingui/react/macro";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { directoryQuery } from "~/api/people";
import type { Person } from "~/api/types";
import {
  Avatar,
  Badge,
  Button,
  EmptyState,
  Hidden,
  LostPicture,
  Page,
  ProblemMessage,
  Skeleton,
} from "~/kit";
import { useMe } from "~/shell/session";
import { ListSearchField } from "../ListSearchField";
import lists from "../lists.module.css";
import { More } from "../More";
import type { ListSearch } from "../search";
import { Tabs } from "../Tabs";
import { useListSearch } from "../useListSearch";
import css from "./Directory.module.css";

export function Directory() {
  const { t } = useLingui();
  const me = useMe();
  const [{ q = "" }, change] = useListSearch<ListSearch>();
  const pages = useInfiniteQuery({ ...directoryQuery(q), placeholderData: keepPreviousData });
  const people = pages.data?.pages.flatMap((page) => page.items);
  return (
    <Page
      title={t`People`}
      lead={
        me.role === "guest" ? (
          <Trans>The people you share a group with, and the person who answers for you.</Trans>
        ) : undefined
      }
    >
      <Tabs />
      <div className={lists.searchOnly}>
        <ListSearchField
          label={t`Search for a person`}
          placeholder={t`A name…`}
          page={t`People`}
          value={q}
          onChange={(next) => change({ q: next || undefined }, true)}
        />
      </div>
      {pages.isPending && <CardSkeletons />}
      {pages.isError && !people && (
        <ProblemMessage error={pages.error} onRetry={() => void pages.refetch()} />
      )}
      {people && people.length > 0 && (
        <ul className={css.cards} aria-label={t`People`}>
          {people.map((person) => (
            <Card key={person.id} person={person} self={person.id === me.id} />
          ))}
        </ul>
      )}
      {people?.length === 0 && (
        <EmptyState
          picture={<LostPicture />}
          title={t`Nobody here is called “${q}”`}
          action={
            <Button onClick={() => change({ q: undefined })}>
              <Trans>Show everybody</Trans>
            </Button>
          }
        >
          <Trans>Try a part of the name, or the beginning of it.</Trans>
        </EmptyState>
      )}
      <More of={pages} />
    </Page>
  );
}

function Card({ person, self }: { person: Person; self: boolean }) {
  return (
    <li>
      <Link to="/people/$personId" params={{ personId: person.id } as object} className={css.card}>
        <Avatar name={person.name} photo={person.photo_url} size={48} />
        <span className={lists.words}>
          <span className={lists.name}>
            {person.name}{" "}
            {self && (
              <Badge>
                <Trans>You</Trans>
              </Badge>
            )}
          </span>
          <span className={lists.small}>{person.function ?? `@${person.handle}`}</span>
        </span>
      </Link>
    </li>
  );
}

const SHOWN = 9;

function CardSkeletons() {
  return (
    <div className={css.cards} aria-busy>
      <Hidden>
        <span role="status">
          <Trans>Loading…</Trans>
        </span>
      </Hidden>
      {Array.from({ length: SHOWN }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the cards are alike and never move
        <div className={css.card} key={index}>
          <Skeleton width={48} height={48} round />
          <span className={css.lines}>
            <Skeleton width="70%" />
            <Skeleton width="40%" />
          </span>
        </div>
      ))}
    </div>
  );
}
