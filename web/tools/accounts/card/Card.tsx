// A person's card: the face, what they are here, and what they tell the one who looks.
import { Trans, useLingui } from "@lingui/react/macro";
import { IconMail, IconMapPin, IconPhone, IconUsersGroup } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { PersonCard } from "~/api/types";
import { Avatar, Badge, useFormats } from "~/kit";
import { roleWords } from "../people/words";
import css from "./card.module.css";

const icon = { size: 20, stroke: 1.75, "aria-hidden": true } as const;

export function Card({ card }: { card: PersonCard }) {
  return (
    <div className={css.card}>
      <div className={css.face}>
        <Avatar name={card.name} photo={card.photo_url} size={96} />
        <div className={css.who}>
          <p className={css.name}>{card.name}</p>
          {card.function && <p className={css.function}>{card.function}</p>}
          <p className={css.marks}>
            <span className={css.soft}>@{card.handle}</span>
            <RoleMark card={card} />
          </p>
        </div>
      </div>
      {card.about && <p className={css.about}>{card.about}</p>}
      <Facts card={card} />
    </div>
  );
}

function RoleMark({ card }: { card: PersonCard }) {
  const formats = useFormats();
  if (card.role === "member") return null;
  if (card.role !== "guest") return <Badge tone="accent">{roleWords(card.role)}</Badge>;
  return (
    <Badge tone="warn">
      {card.ends_at ? <Trans>Guest until {formats.date(card.ends_at)}</Trans> : roleWords(card.role)}
    </Badge>
  );
}

/** As a telephone dials it. */
const dialled = (number: string) => number.replace(/[^\d+#*]/g, "");

function Facts({ card }: { card: PersonCard }) {
  const { t } = useLingui();
  const { email, phone, location, groups } = card;
  if (!email && !phone && !location && groups.length === 0) return null;
  return (
    <dl className={css.facts}>
      {email && (
        <div>
          <dt>
            <IconMail {...icon} />
            <Trans>E-mail address</Trans>
          </dt>
          <dd>
            <a href={`mailto:${encodeURIComponent(email).replace("%40", "@")}`}>{email}</a>
          </dd>
        </div>
      )}
      {phone && (
        <div>
          <dt>
            <IconPhone {...icon} />
            <Trans>Phone</Trans>
          </dt>
          <dd>
            <a href={`tel:${dialled(phone)}`}>{phone}</a>
          </dd>
        </div>
      )}
      {location && (
        <div>
          <dt>
            <IconMapPin {...icon} />
            <Trans>Location</Trans>
          </dt>
          <dd>{location}</dd>
        </div>
      )}
      {groups.length > 0 && (
        <div>
          <dt>
            <IconUsersGroup {...icon} />
            <Trans>Groups</Trans>
          </dt>
          <dd>
            <ul className={css.groups} aria-label={t`Groups`}>
              {groups.map((group) => (
                <li key={group.id}>
                  <Link to="/groups/$groupId" params={{ groupId: group.id } as object}>
                    {group.name}
                  </Link>
                </li>
              ))}
            </ul>
          </dd>
        </div>
      )}
    </dl>
  );
}
