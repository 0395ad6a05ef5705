// What the group has: where each thing is, and, for those who look after the group, what it is to have.
import { Trans, useLingui } from "@lingui/react/macro";
import { IconFolder } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { FILES } from "~/api/files";
import { changeGroup, GROUPS } from "~/api/groups";
import type { GroupDetails, GroupSpace } from "~/api/types";
import { CopyField, problemWords, Section, Switch, toast } from "~/kit";
import { isAdmin, useMe } from "~/shell/session";
import { StorageOf } from "~/shell/storage/StorageOf";
import css from "./groups.module.css";

export function GroupSpaces({ group, looksAfter }: { group: GroupDetails; looksAfter: boolean }) {
  const { t } = useLingui();
  const queries = useQueryClient();
  const me = useMe();
  const save = useMutation({
    mutationFn: (spaces: string[]) => changeGroup(group.id, { spaces }),
    onError: (error) => {
      const { what, next } = problemWords(error);
      toast(`${what} ${next}`, { tone: "bad" });
    },
    onSettled: () => {
      void queries.invalidateQueries({ queryKey: [FILES, "drives"] });
      return queries.invalidateQueries({ queryKey: GROUPS });
    },
  });
  const had = group.spaces.filter(({ has }) => has).map(({ tool }) => tool);
  const change = ({ tool, name }: GroupSpace, has: boolean) =>
    save.mutate(has ? [...had, tool] : had.filter((known) => known !== tool), {
      onSuccess: () =>
        toast(
          has
            ? t`${name}: the group has it, with all that was in it.`
            : t`${name}: nobody sees it any more. Nothing in it is deleted.`,
          { undo: () => save.mutate(had) },
        ),
    });
  const shown = looksAfter ? group.spaces : group.spaces.filter(({ has, link }) => has && link !== null);
  if (shown.length === 0) return null;
  return (
    <Section title={t`What the group has`}>
      <ul className={css.people}>
        {shown.map((space) => (
          <li key={space.tool} className={css.space}>
            <div className={css.spaceHead}>
              <IconFolder size={22} stroke={1.75} aria-hidden />
              <span className={css.lineWords}>
                {space.link === null ? space.name : <Link to={space.link}>{space.name}</Link>}
                <span className={css.spaceAbout}>
                  {space.has ? (
                    space.about
                  ) : (
                    <Trans>Switched off: nobody sees it, and everything in it is kept.</Trans>
                  )}
                </span>
              </span>
              {looksAfter && (
                <Switch
                  label={t`The group has it`}
                  checked={space.has}
                  disabled={save.isPending}
                  onChange={(has) => change(space, has)}
                />
              )}
            </div>
            {space.tool === "files" && space.has && isAdmin(me) && (
              <StorageOf kind="group" owner={group.id} name={group.name} />
            )}
            {space.address !== null && (
              <CopyField
                label={t`Address for apps (WebDAV)`}
                value={window.location.origin + space.address}
              />
            )}
          </li>
        ))}
      </ul>
    </Section>
  );
}
