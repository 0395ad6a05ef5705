import { Trans, useLingui } from "@lingui/react/macro";
import { Link } from "@tanstack/react-router";
import type { Id, ManagedPerson } from "~/api/types";
import { Avatar, Badge, Hidden, RowCheckbox, useFormats } from "~/kit";
import { useMe } from "~/shell/session";
import lists from "../lists.module.css";
import type { PeopleSearch } from "../search";
import css from "./Manage.module.css";
import { roleWords, stateWords } from "./words";

export interface PeopleTableProps {
  people: readonly ManagedPerson[];
  /** Who is looked at beside the list. */
  open: Id | undefined;
  chosen: ReadonlySet<Id>;
  onChoose: (id: Id, on: boolean) => void;
}

export function PeopleTable({ people, open, chosen, onChoose }: PeopleTableProps) {
  const { t } = useLingui();
  const me = useMe();
  return (
    <table className={css.table}>
      <caption>
        <Hidden>
          <Trans>People</Trans>
        </Hidden>
      </caption>
      <thead className={css.desk}>
        <tr>
          <th scope="col" className={css.tick}>
            <Hidden>
              <Trans>Chosen</Trans>
            </Hidden>
          </th>
          <th scope="col">
            <Trans>Name</Trans>
          </th>
          <th scope="col" className={css.wide}>
            <Trans>E-mail address</Trans>
          </th>
          <th scope="col">
            <Trans>Role</Trans>
          </th>
          <th scope="col">
            <Trans>Account status</Trans>
          </th>
          <th scope="col" className={css.wide}>
            <Trans>Last seen</Trans>
          </th>
        </tr>
      </thead>
      <tbody>
        {people.map((person) => (
          <tr key={person.id} data-open={person.id === open || undefined}>
            <td className={css.tick}>
              <RowCheckbox
                label={t`Choose ${person.name}`}
                checked={chosen.has(person.id)}
                onChange={(on) => onChoose(person.id, on)}
              />
            </td>
            <td>
              <Link
                id={`person-${person.id}`}
                to="/people"
                search={((now: PeopleSearch) => ({ ...now, person: person.id })) as never}
                resetScroll={false}
                className={css.person}
                activeProps={{ "aria-current": undefined }}
                aria-current={person.id === open ? "true" : undefined}
              >
                <Avatar name={person.name} photo={person.photo_url} size={36} />
                <span className={lists.words}>
                  <span className={css.name}>
                    {person.name}{" "}
                    {person.id === me.id && (
                      <Badge>
                        <Trans>You</Trans>
                      </Badge>
                    )}
                  </span>
                  <span className={lists.small}>
                    @{person.handle}
                    {person.role !== "member" && (
                      <span className={css.more}> · {roleWords(person.role)}</span>
                    )}
                    {person.state !== "active" && (
                      <span className={css.more}> · {stateWords(person.state)}</span>
                    )}
                  </span>
                </span>
              </Link>
            </td>
            <td className={`${css.wide} ${css.address}`}>{person.email}</td>
            <td className={css.desk}>{roleWords(person.role)}</td>
            <td className={css.desk}>
              {person.state === "active" ? (
                <span className={lists.soft}>{stateWords(person.state)}</span>
              ) : (
                <Badge tone="warn">{stateWords(person.state)}</Badge>
              )}
            </td>
            <td className={`${css.wide} ${css.seen}`}>
              <LastSeen at={person.last_seen_at} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function LastSeen({ at }: { at: string | null }) {
  const { ago, dateTime } = useFormats();
  if (at === null) return <Trans>Never</Trans>;
  return (
    <time dateTime={at} title={dateTime(at)}>
      {ago(at)}
    </time>
  );
}
