// Ctrl/Cmd-K: every page, setting and action of the suite, and the things that tools find by name.
import { useLingui } from "@lingui/react/macro";
import { type Icon, IconHome } from "@tabler/icons-react";
import { keepPreviousData, useQueries } from "@tanstack/react-query";
import { useDeferredValue, useState } from "react";
import { type Command, CommandList } from "~/kit";
import { newActionsOf, useTools } from "../Frame";
import { useMe } from "../session";
import type { ActionContext, PaletteEntry } from "../tool";
import { matchesTyped } from "./match";

const icon = { size: 20, stroke: 1.75 } as const;
const MOST_PER_GROUP = 8;

export default function Palette({ onClose, context }: { onClose: () => void; context: ActionContext }) {
  const { t, i18n } = useLingui();
  const me = useMe();
  const tools = useTools();
  const [typed, setTyped] = useState("");
  const wanted = useDeferredValue(typed.trim());

  const go = (id: string, label: string, to: string, Shape: Icon): Command => ({
    id,
    label,
    icon: <Shape {...icon} />,
    onSelect: () => context.go(to),
  });
  const pages = [
    go("/", t`Home`, "/", IconHome),
    ...tools
      .flatMap((tool) => [...(tool.rail ? [tool.rail] : []), ...(tool.pages ?? [])])
      .filter((page) => page.for?.(me) ?? true)
      .map((page) => go(page.to, i18n._(page.label), page.to, page.icon)),
  ];
  const actions = tools
    .flatMap((tool) => newActionsOf(tool))
    .map(
      (action): Command => ({
        id: action.id,
        label: i18n._(action.label),
        icon: <action.icon {...icon} />,
        onSelect: () => void action.run(context),
      }),
    );

  const sources = tools.flatMap((tool) =>
    (tool.palette ?? []).map((source, index) => ({ tool, source, index })),
  );
  const found = useQueries({
    queries: sources.map(({ tool, source, index }) => ({
      queryKey: ["palette", tool.name, index, wanted],
      queryFn: ({ signal }: { signal: AbortSignal }) => source.find(wanted, context, signal),
      placeholderData: keepPreviousData,
      retry: false,
    })),
  });

  const matching = (commands: Command[]) => commands.filter((command) => matchesTyped(command.label, wanted));
  const command = (entry: PaletteEntry): Command => ({
    id: entry.id,
    label: entry.label,
    detail: entry.detail,
    icon: entry.icon && <entry.icon {...icon} />,
    onSelect: () => entry.run(context),
  });
  return (
    <CommandList
      title={t`Search and go to`}
      placeholder={t`A page, a folder, a file…`}
      typed={typed}
      onType={setTyped}
      onClose={onClose}
      busy={found.some((result) => result.isFetching)}
      empty={t`Nothing has this name. Try another word, or the beginning of one.`}
      groups={[
        { label: t`Pages`, commands: matching(pages) },
        { label: t`New`, commands: wanted === "" ? [] : matching(actions) },
        ...sources.map(({ source }, index) => ({
          label: i18n._(source.label),
          commands: (found[index]?.data ?? []).slice(0, MOST_PER_GROUP).map(command),
        })),
      ]}
    />
  );
}
