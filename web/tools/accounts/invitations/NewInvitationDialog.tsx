import { plural } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { IconX } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { createInvitation, createInvitations, INVITATIONS } from "~/api/invitations";
import { isProblem } from "~/api/problem";
import type { InvitationDraft, InvitationLink, InvitedSeveral, Locale, MemberRole } from "~/api/types";
import { Button, Checkbox, Dialog, ProblemMessage, Select, TextArea, TextField, useFormats } from "~/kit";
import { isMainAdmin, useMe, useOrganisation } from "~/shell/session";
import { LOCALE_NAMES, LOCALES } from "~/shell/words";
import { type GroupChoice, GroupPicker } from "../groups/GroupPicker";
import { PersonPicker } from "../people/PersonPicker";
import { dayOf, endOfDay } from "../people/stay";
import { roleWords } from "../people/words";
import css from "./invitations.module.css";

const USES = [2, 5, 10, 20, 50, 100, 500];
const DAYS = [1, 7, 14, 30, 90];
const ONE = "one";
const LIST = "list";
const SEVERAL = "several";

export function NewInvitationDialog({
  onClose,
  onMade,
  onSeveral,
}: {
  onClose: () => void;
  onMade: (made: InvitationLink) => void;
  onSeveral: (done: InvitedSeveral) => void;
}) {
  const { t } = useLingui();
  const { timeZone } = useFormats();
  const queries = useQueryClient();
  const me = useMe();
  const [whom, setWhom] = useState(ONE);
  const [email, setEmail] = useState("");
  const [addresses, setAddresses] = useState("");
  const [byHand, setByHand] = useState(false);
  const [message, setMessage] = useState("");
  const [language, setLanguage] = useState<Locale>(useOrganisation().locale);
  const [note, setNote] = useState("");
  const [uses, setUses] = useState("10");
  const [domains, setDomains] = useState("");
  const [days, setDays] = useState("14");
  const [role, setRole] = useState<MemberRole>("member");
  const [sponsor, setSponsor] = useState<{ id: string; name: string } | null>({ id: me.id, name: me.name });
  const [day, setDay] = useState("");
  const [groups, setGroups] = useState<GroupChoice[]>([]);
  const [tried, setTried] = useState(false);

  const several = whom === SEVERAL;
  const list = whom === LIST;
  const guest = role === "guest";
  // Whoever finds a link for several would administrate: those are invited one by one.
  const roles: MemberRole[] = several
    ? ["member", "guest"]
    : ["member", "guest", "admin", ...(isMainAdmin(me) ? (["owner"] as const) : [])];
  const today = dayOf(new Date(), timeZone);
  const missing = {
    addresses: list && !addresses.includes("@") && t`Paste one or more e-mail addresses.`,
    email:
      !several &&
      !list &&
      !/^\S+@\S+$/.test(email.trim()) &&
      t`An e-mail address looks like name@example.org.`,
    sponsor: guest && !sponsor && t`Choose who answers for this guest.`,
    day: guest && (day === "" || day < today) && t`Choose a day, today or later.`,
  };
  const invalid = Object.values(missing).some(Boolean);
  const letter = !several && !byHand;
  const draft = (): InvitationDraft => ({
    email: several || list ? undefined : email.trim(),
    note: note.trim(),
    role,
    group_ids: groups.map((group) => group.id),
    sponsor_id: guest ? sponsor?.id : undefined,
    stay_ends_at: guest ? (endOfDay(day, timeZone) ?? undefined) : undefined,
    domains: several ? domains.split(/[\s,;]+/).filter((one) => one !== "") : [],
    uses: several ? Number(uses) : 1,
    days: Number(days),
    by_hand: several || byHand,
    language: letter ? language : undefined,
    message: letter ? message.trim() : undefined,
  });
  const refresh = () => queries.invalidateQueries({ queryKey: INVITATIONS });
  const makeOne = useMutation({
    mutationFn: () => createInvitation(draft()),
    onSuccess: onMade,
    onSettled: refresh,
  });
  const makeSeveral = useMutation({
    mutationFn: () => createInvitations({ addresses, draft: draft() }),
    onSuccess: onSeveral,
    onSettled: refresh,
  });
  const make = list ? makeSeveral : makeOne;
  const taken = isProblem(make.error, "name-taken");
  const invited = isProblem(make.error, "already-invited");
  const refused = isProblem(make.error, "invalid-input") ? make.error.field : null;
  const placed =
    taken ||
    invited ||
    refused === "addresses" ||
    refused === "email" ||
    refused === "domains" ||
    refused === "sponsor_id" ||
    refused === "stay_ends_at";
  return (
    <Dialog
      open
      onClose={onClose}
      title={t`Invite`}
      onSubmit={() => {
        setTried(true);
        if (!invalid && !make.isPending) make.mutate();
      }}
      actions={
        <>
          <Button look="quiet" onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button look="main" type="submit" busy={make.isPending}>
            {letter ? <Trans>Send the invitation</Trans> : <Trans>Make the link</Trans>}
          </Button>
        </>
      }
    >
      <Select
        label={t`For whom`}
        value={whom}
        options={[
          { value: ONE, label: t`One person` },
          { value: LIST, label: t`Several people, each by a link of their own` },
          { value: SEVERAL, label: t`Several people, by one link` },
        ]}
        onChange={(next) => {
          setWhom(next);
          makeOne.reset();
          makeSeveral.reset();
          if (next === SEVERAL && role !== "guest") setRole("member");
        }}
      />
      {several ? (
        <>
          <Select
            label={t`How many people`}
            value={uses}
            options={USES.map((count) => ({
              value: String(count),
              label: plural(count, { one: "# person", other: "# people" }),
            }))}
            onChange={setUses}
          />
          <TextField
            label={t`For addresses at these domains alone`}
            hint={t`May be left out. Otherwise a letter confirms each address first.`}
            placeholder="communs.example"
            value={domains}
            onChange={setDomains}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            error={refused === "domains" && t`A domain looks like communs.example.`}
          />
        </>
      ) : list ? (
        <TextArea
          label={t`E-mail addresses`}
          hint={t`As you have them: separated by commas, spaces or lines, with names or without. 100 at most.`}
          value={addresses}
          onChange={setAddresses}
          maxLength={50_000}
          error={
            (tried && missing.addresses) || (refused === "addresses" && t`Give 1 to 100 addresses at once.`)
          }
        />
      ) : (
        <TextField
          label={t`E-mail address`}
          type="email"
          value={email}
          onChange={setEmail}
          autoComplete="off"
          autoFocus
          error={
            (tried && missing.email) ||
            (taken && t`Somebody here has this address already.`) ||
            (invited && t`This address is invited already: send that invitation again from the list.`) ||
            (refused === "email" && t`No letter can be sent to this address. Check it, or give another.`)
          }
        />
      )}
      {!several && (
        <Checkbox
          label={<Trans>I hand the link over myself</Trans>}
          hint={<Trans>No letter is sent.</Trans>}
          checked={byHand}
          onChange={setByHand}
        />
      )}
      {letter && (
        <>
          <TextArea
            label={t`A word from you`}
            hint={t`It stands in the letter.`}
            value={message}
            onChange={setMessage}
            maxLength={1000}
          />
          <Select
            label={t`Language of the letter`}
            value={language}
            options={LOCALES.map((one) => ({ value: one, label: LOCALE_NAMES[one] }))}
            onChange={(next) => setLanguage(next as Locale)}
          />
        </>
      )}
      <Select
        label={t`Role`}
        value={role}
        options={roles.map((one) => ({ value: one, label: roleWords(one) }))}
        onChange={(next) => setRole(next as MemberRole)}
      />
      {guest && (
        <>
          <PersonPicker
            label={t`Who answers for this guest`}
            chosen={sponsor}
            onChoose={setSponsor}
            error={
              (tried && missing.sponsor) ||
              (refused === "sponsor_id" &&
                t`Choose somebody of the organisation who is no guest, and whose account is active.`)
            }
          />
          <TextField
            label={t`Until when the guest stays`}
            type="date"
            value={day}
            min={today}
            onChange={setDay}
            error={(tried && missing.day) || (refused === "stay_ends_at" && t`Choose a day, today or later.`)}
          />
        </>
      )}
      <div className={css.groups}>
        <GroupPicker
          label={t`Groups`}
          hint={t`They will be in these groups from the first minute.`}
          chosen={null}
          onChoose={(group) => setGroups((now) => [...now, group])}
          without={new Set(groups.map((group) => group.id))}
        />
        {groups.length > 0 && (
          <ul className={css.chosen} aria-label={t`Groups chosen`}>
            {groups.map((group) => (
              <li key={group.id}>
                <Button
                  small
                  icon={<IconX size={16} stroke={2} />}
                  aria-label={t`Without the group ${group.name}`}
                  onClick={() => setGroups((now) => now.filter(({ id }) => id !== group.id))}
                >
                  {group.name}
                </Button>
              </li>
            ))}
          </ul>
        )}
      </div>
      <Select
        label={t`Valid for`}
        value={days}
        options={DAYS.map((count) => ({
          value: String(count),
          label: plural(count, { one: "# day", other: "# days" }),
        }))}
        onChange={setDays}
      />
      <TextField
        label={t`Note`}
        hint={t`For those who administrate, to know what it is for.`}
        value={note}
        onChange={setNote}
        maxLength={200}
        autoComplete="off"
      />
      {make.isError && !placed && <ProblemMessage error={make.error} />}
    </Dialog>
  );
}
