// What administrators change of a person. Only what differs is sent, and only if nobody else changed it meanwhile; what
// was typed stays, whatever the answer.
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { changePerson, managedPersonQuery } from "~/api/people";
import { isProblem } from "~/api/problem";
import type { ManagedPerson, MemberRole, PersonChange } from "~/api/types";
import { Button, ProblemMessage, Select, TextField, toast, useFormats } from "~/kit";
import { isMainAdmin, useMe } from "~/shell/session";
import lists from "../lists.module.css";
import { ROLES } from "../search";
import { PersonPicker } from "./PersonPicker";
import { dayOf, endOfDay } from "./stay";
import { refreshPeople } from "./useActOnPeople";
import { roleWords } from "./words";

export function PersonForm({ person }: { person: ManagedPerson }) {
  const { t } = useLingui();
  const { timeZone } = useFormats();
  const queries = useQueryClient();
  const me = useMe();
  const [name, setName] = useState(person.name);
  const [email, setEmail] = useState(person.email);
  const [role, setRole] = useState<MemberRole>(person.role);
  const [sponsor, setSponsor] = useState(
    person.sponsor_id ? { id: person.sponsor_id, name: person.sponsor_name ?? "" } : null,
  );
  const firstDay = person.ends_at ? dayOf(person.ends_at, timeZone) : "";
  const [day, setDay] = useState(firstDay);
  const [tried, setTried] = useState(false);

  const guest = role === "guest";
  const change: PersonChange = {};
  if (name.trim() !== person.name) change.name = name.trim();
  if (email.trim() !== person.email) change.email = email.trim();
  if (role !== person.role) change.role = role;
  if (guest && sponsor && sponsor.id !== person.sponsor_id) change.sponsor_id = sponsor.id;
  if (guest && (day !== firstDay || person.ends_at === null)) change.ends_at = endOfDay(day, timeZone);
  const changed = Object.keys(change).length > 0;

  const save = useMutation({
    mutationFn: () => changePerson(person.id, change, person.etag),
    onSuccess: (now) => {
      queries.setQueryData(managedPersonQuery(person.id).queryKey, now);
      setName(now.name);
      setEmail(now.email);
      toast(t`The changes to ${now.name} are saved.`);
    },
    onSettled: () => refreshPeople(queries),
  });

  const today = dayOf(new Date(), timeZone);
  const missing = {
    name: name.trim() === "" && t`A name is needed.`,
    email: !/^\S+@\S+$/.test(email.trim()) && t`An e-mail address looks like name@example.org.`,
    sponsor: guest && !sponsor && t`Choose who answers for this guest.`,
    day:
      guest &&
      (day === "" || (day !== firstDay && day < today)) &&
      t`Choose a day, today or later. To end the stay now, suspend the account.`,
  };
  const invalid = Object.values(missing).some(Boolean);
  const refused = (field: string) =>
    (isProblem(save.error, "invalid-input") || isProblem(save.error, "name-taken")) &&
    save.error.field === field;
  const taken = isProblem(save.error, "name-taken");
  const inAField = ["name", "email", "sponsor_id", "ends_at"].some(refused);
  // Nobody gives more than they have.
  const roles = ROLES.filter((one) => one !== "owner" || isMainAdmin(me));

  return (
    <form
      className={lists.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (changed && !invalid) save.mutate();
      }}
    >
      <TextField
        label={t`Name`}
        value={name}
        onChange={setName}
        maxLength={120}
        autoComplete="off"
        error={missing.name || (refused("name") && t`Write the name on one line, in 120 characters at most.`)}
      />
      <TextField
        label={t`E-mail address`}
        type="email"
        value={email}
        onChange={setEmail}
        autoComplete="off"
        error={
          (tried && missing.email) ||
          (refused("email") &&
            (taken
              ? t`Somebody here has this address. Choose another one.`
              : t`An e-mail address looks like name@example.org.`))
        }
      />
      <Select
        label={t`Role`}
        value={role}
        options={roles.map((one) => ({ value: one, label: roleWords(one) }))}
        hint={<RoleHint role={role} />}
        onChange={(next) => setRole(next as MemberRole)}
      />
      {guest && (
        <>
          <PersonPicker
            label={t`Who answers for this guest`}
            chosen={sponsor}
            onChoose={setSponsor}
            without={new Set([person.id])}
            error={
              (tried && missing.sponsor) ||
              (refused("sponsor_id") &&
                t`Choose somebody of the organisation who is no guest, and whose account is active.`)
            }
          />
          <TextField
            label={t`Last day of the stay`}
            type="date"
            value={day}
            min={today}
            onChange={setDay}
            error={
              (tried && missing.day) ||
              (refused("ends_at") &&
                t`Choose a day, today or later. To end the stay now, suspend the account.`)
            }
          />
        </>
      )}
      {save.isError && !inAField && <ProblemMessage error={save.error} />}
      <div className={lists.row}>
        <Button look="main" type="submit" busy={save.isPending} disabled={!changed}>
          <Trans>Save</Trans>
        </Button>
        {changed && (
          <Button
            look="quiet"
            onClick={() => {
              setName(person.name);
              setEmail(person.email);
              setRole(person.role);
              setSponsor(
                person.sponsor_id ? { id: person.sponsor_id, name: person.sponsor_name ?? "" } : null,
              );
              setDay(firstDay);
              setTried(false);
              save.reset();
            }}
          >
            <Trans>Cancel the changes</Trans>
          </Button>
        )}
      </div>
    </form>
  );
}

function RoleHint({ role }: { role: MemberRole }) {
  switch (role) {
    case "owner":
      return <Trans>Does everything administrators do, and names them.</Trans>;
    case "admin":
      return <Trans>Looks after people, groups and settings.</Trans>;
    case "member":
      return <Trans>Has files of their own, and sees everybody and all groups.</Trans>;
    case "guest":
      return <Trans>Sees only the groups they are in, until the last day of the stay.</Trans>;
  }
}
