// The rules by which people join by themselves.
import { plural } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { IconX } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { isProblem } from "~/api/problem";
import { putRegistrationRules, registrationOpenQuery, registrationRulesQuery } from "~/api/registrations";
import type { RegistrationRules } from "~/api/types";
import { Button, Checkbox, CopyField, Notice, ProblemMessage, Select, Switch, TextField, toast } from "~/kit";
import { type GroupChoice, GroupPicker } from "../groups/GroupPicker";
import lists from "../lists.module.css";
import { roleWords } from "../people/words";
import css from "./registrations.module.css";

const STAYS = [7, 30, 90, 180, 365];

/** What was typed, as domains. */
const domainsIn = (text: string) => text.split(/[\s,;]+/).filter((one) => one !== "");

export function RulesForm({ rules }: { rules: RegistrationRules }) {
  const { t } = useLingui();
  const queries = useQueryClient();
  const [open, setOpen] = useState(rules.open);
  const [domains, setDomains] = useState(rules.domains.map(({ domain }) => domain).join(", "));
  const [publicToo, setPublicToo] = useState(rules.open && rules.domains.some((one) => one.public));
  const [approval, setApproval] = useState(rules.approval ? "yes" : "no");
  const [role, setRole] = useState(rules.role);
  const [stay, setStay] = useState(String(rules.stay_days ?? 30));
  const [groups, setGroups] = useState<GroupChoice[]>(rules.groups);
  const save = useMutation({
    mutationFn: () =>
      putRegistrationRules({
        open,
        approval: approval === "yes",
        role,
        stay_days: role === "guest" ? Number(stay) : undefined,
        group_ids: groups.map(({ id }) => id),
        domains: domainsIn(domains),
        public_too: publicToo,
      }),
    onSuccess: (now) => {
      queries.setQueryData(registrationRulesQuery.queryKey, now);
      void queries.invalidateQueries({ queryKey: registrationOpenQuery.queryKey });
      toast(t`The rules are saved.`);
    },
  });
  const refused = isProblem(save.error, "invalid-input") ? save.error.field : null;
  const stays = STAYS.includes(Number(stay)) ? STAYS : [...STAYS, Number(stay)];
  return (
    <form
      className={css.rules}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!save.isPending) save.mutate();
      }}
    >
      <Switch
        label={<Trans>People with an address at certain domains may join by themselves</Trans>}
        checked={open}
        onChange={setOpen}
      />
      {open && (
        <>
          <TextField
            label={t`Domains of their addresses`}
            hint={t`With commas between them, such as communs.example, atelier.example. Exactly these, and none below them.`}
            value={domains}
            onChange={(next) => {
              setDomains(next);
              setPublicToo(false);
            }}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            error={refused === "domains" && t`Give at least one domain, such as communs.example.`}
          />
          {(refused === "public_too" || publicToo) && (
            <Notice tone="warn" title={t`Anybody can have an address at one of these domains.`}>
              <Checkbox
                label={<Trans>I know, and want it so</Trans>}
                checked={publicToo}
                onChange={setPublicToo}
              />
            </Notice>
          )}
          <Select
            label={t`Once the address is confirmed`}
            value={approval}
            options={[
              { value: "yes", label: t`An administrator decides` },
              { value: "no", label: t`They are in at once` },
            ]}
            onChange={setApproval}
          />
          <Select
            label={t`Role`}
            value={role}
            options={(["member", "guest"] as const).map((one) => ({ value: one, label: roleWords(one) }))}
            onChange={(next) => setRole(next as "member" | "guest")}
          />
          {role === "guest" && (
            <Select
              label={t`How long a guest stays`}
              hint={
                approval === "yes"
                  ? t`Whoever accepts them answers for them.`
                  : t`You answer for them, as the one who saves these rules.`
              }
              value={stay}
              options={stays.map((days) => ({
                value: String(days),
                label: plural(days, { one: "# day", other: "# days" }),
              }))}
              onChange={setStay}
            />
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
              <ul className={lists.row} aria-label={t`Groups chosen`}>
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
        </>
      )}
      {rules.open && (
        <CopyField label={t`The page where they join`} value={`${window.location.origin}/register`} />
      )}
      {save.isError && !["domains", "public_too"].includes(refused ?? "") && (
        <ProblemMessage error={save.error} />
      )}
      <div className={lists.row}>
        <Button look="main" type="submit" busy={save.isPending}>
          <Trans>Save</Trans>
        </Button>
      </div>
    </form>
  );
}
