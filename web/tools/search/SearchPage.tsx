// All results of a search: each kind with its best, or one kind with as many as the server gives.
import { plural } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { IconSearch } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { LONGEST_QUESTION, MOST_OF_A_KIND, searchQuery } from "~/api/search";
import type { FoundThing, FoundThings } from "~/api/types";
import {
  Avatar,
  Button,
  EmptyState,
  Hidden,
  LostPicture,
  Marked,
  Notice,
  Page,
  ProblemMessage,
  QuietDayPicture,
  SkeletonRows,
  TextField,
  useFormats,
  useKeys,
} from "~/kit";
import { useTools } from "~/shell/Frame";
import { rememberThing } from "~/shell/palette/recents";
import { kindNamed, kindsInOrder, kindsOf, whereIs } from "~/shell/palette/things";
import { useMe } from "~/shell/session";
import type { FoundKind } from "~/shell/tool";
import type { SearchQuestion } from "./question";
import css from "./search.module.css";

const SETTLED_MS = 200;
const OF_EACH_KIND = 8;

export default function SearchPage() {
  const { t } = useLingui();
  const { q = "", kind }: SearchQuestion = useSearch({ strict: false });
  const found = useQuery({
    ...searchQuery(q, kind ? MOST_OF_A_KIND : OF_EACH_KIND, kind),
    placeholderData: keepPreviousData,
  });
  const kinds = kindsOf(useTools());
  return (
    <Page
      title={q === "" ? t`Search results` : t`Search: ${q}`}
      heading={<p className={css.heading}>{t`Search results`}</p>}
    >
      <Field />
      <Kinds kinds={kinds} />
      {q === "" ? (
        <EmptyState picture={<QuietDayPicture />} title={t`What are you looking for?`}>
          <Trans>
            Type a name, or the first letters of its words, in any order: a person, a group, a folder, a file.
          </Trans>
        </EmptyState>
      ) : (
        <Results
          q={q}
          kind={kind}
          kinds={kinds}
          found={found.data}
          error={found.error}
          busy={found.isFetching}
          onRetry={() => void found.refetch()}
        />
      )}
    </Page>
  );
}

function Field() {
  const { t } = useLingui();
  const { q = "" }: SearchQuestion = useSearch({ strict: false });
  const navigate = useNavigate();
  const field = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState(q);
  const told = useRef(q);
  // The address changed by other ways: "back", or a search from the bar.
  useEffect(() => {
    if (q !== told.current) setTyped(q);
    told.current = q;
  }, [q]);
  useEffect(() => {
    const wanted = typed.trim();
    if (wanted === told.current) return;
    const timer = setTimeout(() => {
      told.current = wanted;
      void navigate({
        to: ".",
        search: ((now: SearchQuestion) => ({ ...now, q: wanted || undefined })) as never,
        replace: true,
        resetScroll: false,
      });
    }, SETTLED_MS);
    return () => clearTimeout(timer);
  }, [typed, navigate]);
  useKeys(t`Search results`, [
    { keys: "/", label: t`Search for something else`, run: () => field.current?.focus() },
  ]);
  return (
    <div className={css.field}>
      <TextField
        ref={field}
        type="search"
        label={t`Name, or the beginning of it`}
        value={typed}
        onChange={setTyped}
        maxLength={LONGEST_QUESTION}
        autoComplete="off"
        autoFocus={q === ""}
        before={<IconSearch size={18} stroke={1.75} aria-hidden />}
      />
    </div>
  );
}

function Kinds({ kinds }: { kinds: readonly FoundKind[] }) {
  const { t, i18n } = useLingui();
  const link = (kind: string | undefined, label: string) => (
    <li key={kind ?? ""}>
      <Link
        to="/search"
        search={((now: SearchQuestion) => ({ ...now, kind })) as never}
        className={css.kind}
        activeOptions={{ exact: true, includeSearch: true }}
      >
        {label}
      </Link>
    </li>
  );
  return (
    <nav aria-label={t`Kinds of results`}>
      <ul className={css.kinds}>
        {link(undefined, t`Everything`)}
        {kinds.map((kind) => link(kind.kind, i18n._(kind.label)))}
      </ul>
    </nav>
  );
}

interface ResultsProps {
  q: string;
  kind: string | undefined;
  kinds: readonly FoundKind[];
  found: FoundThings | undefined;
  error: Error | null;
  busy: boolean;
  onRetry: () => void;
}

function Results({ q, kind, kinds, found, error, busy, onRetry }: ResultsProps) {
  const { t, i18n } = useLingui();
  if (error && !busy) return <ProblemMessage error={error} onRetry={onRetry} />;
  if (!found) return <SkeletonRows rows={8} />;
  const { items, more } = found;
  return (
    <>
      <div role="status">
        <Hidden>
          {busy ? t`Searching…` : plural(items.length, { one: "# result", other: "# results" })}
        </Hidden>
      </div>
      {items.length === 0 && !busy && <Nothing q={q} kind={kind} />}
      {kindsInOrder(items).map((of) => (
        <section key={of} className={css.section}>
          <div className={css.head}>
            <h2>{i18n._(kindNamed(kinds, of).label)}</h2>
            {more.includes(of) && kind === undefined && (
              <Link to="/search" search={{ q, kind: of } as never} className={css.all}>
                <Trans>Show more</Trans>
                <Hidden>: {i18n._(kindNamed(kinds, of).label)}</Hidden>
              </Link>
            )}
          </div>
          <ul className={css.list}>
            {items
              .filter((thing) => thing.kind === of)
              .map((thing) => (
                <Line key={thing.id} thing={thing} kind={kindNamed(kinds, of)} q={q} />
              ))}
          </ul>
        </section>
      ))}
      {kind !== undefined && more.includes(kind) && (
        <Notice>
          <Trans>These are the {MOST_OF_A_KIND} that fit best. Add a word to find the others.</Trans>
        </Notice>
      )}
    </>
  );
}

function Line({ thing, kind, q }: { thing: FoundThing; kind: FoundKind; q: string }) {
  const { i18n } = useLingui();
  const me = useMe();
  const formats = useFormats();
  const where = whereIs(thing, kind, (message) => i18n._(message));
  return (
    <li>
      <Link {...linkTo(thing.link)} className={css.line} onClick={() => rememberThing(me.id, thing)}>
        {kind.faces ? (
          <Avatar name={thing.title} photo={thing.picture} size={36} />
        ) : (
          <kind.icon size={24} stroke={1.5} aria-hidden />
        )}
        <span className={css.words}>
          <span className={css.title}>
            <Marked text={thing.title} typed={q} />
          </span>
          {where && <span className={css.detail}>{where}</span>}
        </span>
        {thing.changed_at && <time dateTime={thing.changed_at}>{formats.date(thing.changed_at)}</time>}
      </Link>
    </li>
  );
}

/** A path of the site as the router takes it: without what follows the question mark. */
function linkTo(path: string) {
  const [to = "/", query = ""] = path.split("?");
  return { to, search: Object.fromEntries(new URLSearchParams(query)) as never };
}

function Nothing({ q, kind }: { q: string; kind: string | undefined }) {
  const { t } = useLingui();
  return (
    <EmptyState
      picture={<LostPicture />}
      title={t`Nothing that you can see has “${q}” in its name`}
      action={
        kind !== undefined && (
          <Button as={Link} to="/search" search={{ q }}>
            <Trans>Search everything</Trans>
          </Button>
        )
      }
    >
      <Trans>
        Try another word, or only its first letters. Accents, capitals and the order of words do not matter.
        What others did not share with you is not found.
      </Trans>
    </EmptyState>
  );
}
