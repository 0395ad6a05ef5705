// What stands around every page of Files: the places beside it, or above it on a phone.
import { Trans, useLingui } from "@lingui/react/macro";
import { IconFolder, IconHistory, IconTrash, IconUsers } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { drivesQuery } from "~/api/files";
import type { Drive } from "~/api/types";
import { Skeleton } from "~/kit";
import { dropProps } from "./dnd";
import css from "./FilesFrame.module.css";
import { copy, move, trash } from "./operations";
import { drivePath } from "./place";
import { Quota } from "./Quota";
import { canEdit } from "./rights";
import { uploadDropped } from "./upload/uploads";
import { driveName } from "./words";

export interface FilesFrameProps {
  /** The drive somebody is in; the first one elsewhere. */
  drive: Drive | null;
  /** Whose trash is shown. */
  trashOf?: Drive | null;
  children: ReactNode;
}

export function FilesFrame({ drive, trashOf, children }: FilesFrameProps) {
  const { t } = useLingui();
  const queries = useQueryClient();
  const { data } = useQuery(drivesQuery);
  const drives = data?.items;
  const personal = drives?.filter(({ kind }) => kind === "personal") ?? [];
  const groups = drives?.filter(({ kind }) => kind === "group") ?? [];
  const shown = drive ?? trashOf ?? drives?.[0] ?? null;

  const entry = (place: Drive) => (
    <li key={place.id}>
      <Link
        to={drivePath(place)}
        activeOptions={{ exact: true, includeSearch: false }}
        className={css.place}
        data-here={place.id === drive?.id || undefined}
        {...dropProps(
          canEdit(place.role)
            ? {
                id: place.root_id,
                onNodes: (nodes, copying) =>
                  void (copying ? copy : move)(queries, nodes, { id: place.root_id, name: driveName(place) }),
                onFiles: (transfer) => void uploadDropped(queries, place.root_id, transfer),
              }
            : null,
        )}
      >
        {place.kind === "personal" ? (
          <IconFolder size={20} stroke={1.75} aria-hidden />
        ) : (
          <IconUsers size={20} stroke={1.75} aria-hidden />
        )}
        <span>{driveName(place)}</span>
      </Link>
    </li>
  );

  return (
    <div className={css.frame}>
      <div className={css.side}>
        <nav aria-label={t`Places in Files`} className={css.places}>
          {drives === undefined ? (
            <div className={css.loading} aria-busy>
              <Skeleton width="70%" height="1.1rem" />
              <Skeleton width="55%" height="1.1rem" />
              <Skeleton width="62%" height="1.1rem" />
            </div>
          ) : (
            <>
              <ul>{personal.map(entry)}</ul>
              {groups.length > 0 && (
                <>
                  <h2 className={css.label} id="files-groups">
                    <Trans>Group spaces</Trans>
                  </h2>
                  <ul aria-labelledby="files-groups">{groups.map(entry)}</ul>
                </>
              )}
              <ul className={css.apart}>
                <li>
                  <Link to="/files/recent" className={css.place}>
                    <IconHistory size={20} stroke={1.75} aria-hidden />
                    <span>
                      <Trans>Recent</Trans>
                    </span>
                  </Link>
                </li>
                {shown && (
                  <li>
                    <Link
                      to="/files/trash/$driveId"
                      params={{ driveId: shown.id }}
                      className={css.place}
                      {...dropProps({
                        id: `trash of ${shown.id}`,
                        onNodes: (nodes) => void trash(queries, nodes),
                        onFiles: () => {},
                        nodesOnly: true,
                      })}
                    >
                      <IconTrash size={20} stroke={1.75} aria-hidden />
                      <span>
                        <Trans>Trash</Trans>
                      </span>
                    </Link>
                  </li>
                )}
              </ul>
            </>
          )}
        </nav>
        {shown && <Quota drive={shown} />}
      </div>
      <div className={css.content}>{children}</div>
    </div>
  );
}
