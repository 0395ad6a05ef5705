// Ctrl/Cmd-K: every page, setting and action of the suite, and people, groups, folders and files by name: one question
// to the server for all of them. With nothing typed, what was opened last and where one can go.
import { Trans, useLingui } from "@lingui/react/macro";
import { type Icon, IconArrowRight, IconHome } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { LONGEST_QUESTION, searchQuery } from "~/api/search";
import { Avatar, type Command, type CommandGroup, CommandList, problemWords } from "~/kit";
import { newActionsOf, useTools } from "../Frame";
import { useMe } from "../session";
import type { ActionContext } from "../tool";
import { matchesTyped } from "./match";
import { forgetThings, type RecentThing, recentThings, rememberThing } from "./recents";
import { kindNamed, kindsInOrder, kindsOf, whereIs } from "./things";

const icon = { size: 20, stroke: 1.75 } as const;
const OF_EACH_KIND = 5;
/** Between two letters of somebody who types. */
const SETTLED_MS = 120;

export default function Palette({ onClose, context }: { onClose: () => void; context: ActionContext }) {
  const { t, i18n } = useLingui();
  const me = useMe();
  const tools = useTools();
  const kinds = kindsOf(tools);
  const [typed, setTyped] = useState("");
  const [recents, setRecents] = useState(() => recentThings(me.id));
  const wanted = typed.trim();
  const asked = useSettled(wanted.slice(0, LONGEST_QUESTION));
  const found = useQuery({
    ...searchQuery(asked, OF_EACH_KIND),
    enabled: asked !== "",
    placeholderData: keepPreviousData,
    retry: false,
  });

  const go = (label: string, to: string, Shape: Icon): Command => ({
    id: to,
    label,
    icon: <Shape {...icon} />,
    onSelect: () => context.go(to),
  });
  const thing = (one: RecentThing): Command => {
    const kind = kindNamed(kinds, one.kind);
    return {
      id: `${one.kind} ${one.id}`,
      label: one.title,
      detail: whereIs(one, kind, (message) => i18n._(message)),
      icon: kind.faces ? <Avatar name={one.title} photo={one.picture} size={26} /> : <kind.icon {...icon} />,
      onSelect: () => {
        rememberThing(me.id, one);
        context.go(one.link);
      },
    };
  };
  const shown = tools.flatMap((tool) => [...(tool.rail ? [tool.rail] : []), ...(tool.pages ?? [])]);
  const forMe = (page: (typeof shown)[number]) => page.for?.(me) ?? true;
  const pages = [
    go(t`Home`, "/", IconHome),
    ...shown.filter(forMe).map((page) => go(i18n._(page.label), page.to, page.icon)),
  ];
  const settings = tools
    .flatMap((tool) => tool.settings ?? [])
    .filter(forMe)
    .map((page) => go(i18n._(page.label), page.to, page.icon));
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

  const matching = (commands: Command[]) => commands.filter((command) => matchesTyped(command.label, wanted));
  const things = wanted === "" ? [] : (found.data?.items ?? []);
  const local = [pages, actions, settings].map(matching);
  const groups: CommandGroup[] =
    wanted === ""
      ? [
          {
            label: t`Opened last`,
            commands: recents.map(thing),
            aside: (
              <button
                type="button"
                onClick={() => {
                  forgetThings();
                  setRecents([]);
                }}
              >
                <Trans>Forget</Trans>
              </button>
            ),
          },
          { label: t`Go to`, commands: pages },
          { label: t`New`, commands: actions },
        ]
      : [
          { label: t`Pages`, commands: local[0] ?? [] },
          { label: t`New`, commands: local[1] ?? [] },
          { label: t`Settings`, commands: local[2] ?? [] },
          ...kindsInOrder(things).map((kind) => ({
            label: i18n._(kindNamed(kinds, kind).label),
            commands: things.filter((one) => one.kind === kind).map(thing),
          })),
        ];
  const count = groups.reduce((sum, group) => sum + group.commands.length, 0);
  if (things.length > 0) {
    groups.push({
      label: t`More`,
      commands: [
        {
          id: "all",
          label: t`See all results for “${wanted}”`,
          icon: <IconArrowRight {...icon} />,
          onSelect: () => context.go(`/search?q=${encodeURIComponent(wanted)}`),
        },
      ],
    });
  }
  const trouble = wanted !== "" && found.isError ? problemWords(found.error) : null;
  return (
    <CommandList
      title={t`Search and go to`}
      placeholder={t`A person, a group, a file, a page…`}
      typed={typed}
      onType={setTyped}
      onClose={onClose}
      count={count}
      busy={wanted !== "" && (asked !== wanted.slice(0, LONGEST_QUESTION) || found.isFetching)}
      empty={
        trouble ? null : (
          <Trans>
            Nothing that you can see has “{wanted}” in its name. Try another word, or only its first letters:
            accents, capitals and the order of words do not matter.
          </Trans>
        )
      }
      note={
        trouble && (
          <Trans>
            People, groups and files could not be looked for. {trouble.what} {trouble.next}
          </Trans>
        )
      }
      groups={groups}
    />
  );
}

/** What was typed, once the typing rests. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), text === "" ? 0 : SETTLED_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}
