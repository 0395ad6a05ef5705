import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ADDRESSES_KEY, addressesQuery, askDomain } from "~/api/domains";
import { isProblem } from "~/api/problem";
import type { OrganisationAddress } from "~/api/types";
import { Button, ProblemMessage, TextField, toast } from "~/kit";
import css from "../settings.module.css";

/** Asks for one more domain; what is to be published for it appears below. */
export function AskForm({ items, domain }: { items: OrganisationAddress[]; domain: string }) {
  const { t } = useLingui();
  const queries = useQueryClient();
  const [typed, setTyped] = useState("");
  const host = typed.trim().toLowerCase();
  const ask = useMutation({
    mutationFn: () => askDomain(host),
    onSuccess: (asked) => {
      setTyped("");
      const name = asked.written ?? asked.host;
      if (!asked.waits) toast(t`${name} leads here again.`);
      queries.setQueryData(
        addressesQuery.queryKey,
        (now) => now && { ...now, items: [...now.items.filter((one) => one.host !== asked.host), asked] },
      );
      void queries.invalidateQueries({ queryKey: ADDRESSES_KEY });
    },
  });
  const there =
    host === domain || items.some((item) => !item.waits && (item.host === host || item.written === host));
  const refused = useRefusal(ask.error);
  return (
    <form
      className={css.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (host !== "" && !there && !ask.isPending) ask.mutate();
      }}
    >
      <TextField
        label={t`Add a domain of yours`}
        placeholder={`www.${domain}`}
        value={typed}
        onChange={(value) => {
          setTyped(value);
          ask.reset();
        }}
        maxLength={253}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        error={there ? t`This address leads here already.` : refused}
      />
      <div className={css.row}>
        <Button type="submit" busy={ask.isPending} disabled={host === "" || there}>
          <Trans>Add</Trans>
        </Button>
      </div>
      {ask.isError && !refused && <ProblemMessage error={ask.error} />}
    </form>
  );
}

/** Why it was refused, where the words for everything do not say it. */
function useRefusal(error: unknown): string | undefined {
  const { t } = useLingui();
  if (!isProblem(error)) return undefined;
  switch (error.slug) {
    case "invalid-input":
      return t`This cannot be an address of yours. Give a domain that you own, such as www.communs.example, without https://.`;
    case "domain-taken":
      return t`This domain is in use on this installation already. If it is yours, ask whoever runs the installation.`;
    case "too-many-domains":
      return t`There are as many other addresses as there may be. Remove one first.`;
    case "domains-off":
      return t`Whoever runs this installation looks after its addresses.`;
    default:
      return undefined;
  }
}
