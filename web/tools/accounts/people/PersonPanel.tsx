// One person, for administrators: who they are, what they may do, whether the account may be used. Beside the list; on a
// phone, in a sheet.
import { Trans, useLingui } from "@lingui/react/macro";
import { IconX } from "@tabler/icons-react";
import { type UseMutationResult, useQuery } from "@tanstack/react-query";
import { type ReactNode, useEffect, useRef } from "react";
import { managedPersonQuery } from "~/api/people";
import type { Id, ManagedPerson, PeopleActed } from "~/api/types";
import {
  Avatar,
  Badge,
  Button,
  Dialog,
  IconButton,
  ProblemMessage,
  SkeletonRows,
  useFormats,
  useMediaPhone,
} from "~/kit";
import { isMainAdmin, useMe, useOrganisation } from "~/shell/session";
import { StorageOf } from "~/shell/storage/StorageOf";
import lists from "../lists.module.css";
import { HelpBack } from "./HelpBack";
import css from "./Manage.module.css";
import { LastSeen } from "./PeopleTable";
import { PersonForm } from "./PersonForm";
import type { Deed } from "./useActOnPeople";
import { stateWords } from "./words";

type Act = UseMutationResult<PeopleActed, Error, Deed>;

export function PersonPanel({ id, act, onClose }: { id: Id; act: Act; onClose: () => void }) {
  const { t } = useLingui();
  const phone = useMediaPhone();
  const person = useQuery(managedPersonQuery(id));
  const title = person.data?.name ?? t`Person`;
  const content = (
    <div className={css.panelBody}>
      {person.isPending && <SkeletonRows rows={5} icon={false} />}
      {person.isError && !person.data && (
        <ProblemMessage error={person.error} onRetry={() => void person.refetch()} />
      )}
      {person.data && <One person={person.data} act={act} />}
    </div>
  );
  if (phone) {
    return (
      <Dialog open onClose={onClose} title={title}>
        {content}
      </Dialog>
    );
  }
  return (
    <Aside title={title} onClose={onClose}>
      {content}
    </Aside>
  );
}

function Aside({ title, onClose, children }: { title: string; onClose: () => void; children: ReactNode }) {
  const { t } = useLingui();
  const heading = useRef<HTMLHeadingElement>(null);
  // It comes after the list: whoever uses the keyboard is led to it.
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  return (
    <aside
      className={css.panel}
      aria-label={title}
      onKeyDown={(event) => {
        if (event.key === "Escape" && !event.defaultPrevented) onClose();
      }}
    >
      <div className={css.panelHead}>
        <h2 ref={heading} tabIndex={-1}>
          {title}
        </h2>
        <IconButton label={t`Close`} small onClick={onClose}>
          <IconX size={18} stroke={1.75} />
        </IconButton>
      </div>
      {children}
    </aside>
  );
}

function One({ person, act }: { person: ManagedPerson; act: Act }) {
  const { date } = useFormats();
  const { tools } = useOrganisation();
  const me = useMe();
  const beyond = person.role === "owner" && !isMainAdmin(me);
  return (
    <>
      <div className={css.face}>
        <Avatar name={person.name} photo={person.photo_url} size={56} />
        <ul className={css.facts}>
          <li>@{person.handle}</li>
          <li>
            <Trans>
              Last seen: <LastSeen at={person.last_seen_at} />
            </Trans>
          </li>
          <li>
            <Trans>Here since {date(person.created_at)}</Trans>
          </li>
          {!person.has_password && (
            <li>
              <Trans>Has no password yet</Trans>
            </li>
          )}
        </ul>
      </div>
      {beyond ? (
        <p className={lists.soft}>
          <Trans>
            This person is a main administrator: only a main administrator changes their name, address, role
            and account status.
          </Trans>
        </p>
      ) : (
        <>
          <PersonForm key={person.id} person={person} />
          <Status person={person} self={person.id === me.id} act={act} />
          {person.role !== "guest" && tools.includes("files") && (
            <section className={css.part}>
              <h3>
                <Trans>Storage</Trans>
              </h3>
              <StorageOf kind="personal" owner={person.id} name={person.name} />
            </section>
          )}
          {person.id !== me.id && person.state === "active" && <HelpBack person={person} />}
        </>
      )}
    </>
  );
}

function Status({ person, self, act }: { person: ManagedPerson; self: boolean; act: Act }) {
  const run = (deed: Deed["act"]) => act.mutate({ people: [person], act: deed });
  const running = (name: Deed["act"]["act"]) => act.isPending && act.variables?.act.act === name;
  return (
    <section className={css.part}>
      <h3>
        <Trans>Account status</Trans>{" "}
        <Badge tone={person.state === "active" ? "good" : "warn"}>{stateWords(person.state)}</Badge>
      </h3>
      <p className={lists.small}>
        {person.state === "suspended" ? (
          <Trans>This person cannot sign in, and their devices are refused. Nothing of theirs is lost.</Trans>
        ) : person.state === "ended" ? (
          <Trans>
            The stay of this guest is over: they cannot sign in. Choose a later day above to let them back in.
          </Trans>
        ) : self ? (
          <Trans>You cannot suspend yourself. Another administrator can.</Trans>
        ) : (
          <Trans>
            Suspending signs them out everywhere, devices included. Nothing of theirs is lost, and you can
            restore the account at any time.
          </Trans>
        )}
      </p>
      <div className={lists.row}>
        {person.state === "suspended" && (
          <Button small busy={running("restore")} onClick={() => run({ act: "restore" })}>
            <Trans>Restore the account</Trans>
          </Button>
        )}
        {person.state !== "suspended" && !self && (
          <Button small danger busy={running("suspend")} onClick={() => run({ act: "suspend" })}>
            <Trans>Suspend the account</Trans>
          </Button>
        )}
        {person.state === "active" && !self && (
          <Button
            small
            look="quiet"
            busy={running("end_sessions")}
            onClick={() => run({ act: "end_sessions" })}
          >
            <Trans>Sign out of all browsers</Trans>
          </Button>
        )}
      </div>
    </section>
  );
}
