// What there is to know about what is selected, beside the list; on a phone, in a sheet.
import { Trans, useLingui } from "@lingui/react/macro";
import { IconCopy, IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { nodeQuery, previewUrl, versionsQuery } from "~/api/files";
import type { Drive, Node } from "~/api/types";
import { Dialog, IconButton, ProblemMessage, Skeleton, toast, useFormats } from "~/kit";
import { useMe } from "~/shell/session";
import css from "./Details.module.css";
import { KindIcon } from "./entries/KindIcon";
import { Thumb } from "./entries/Thumb";
import { usePersonWords } from "./faces";
import { type FileKind, kindOf } from "./kinds";
import { davAddress, folderPath } from "./place";
import { Quota } from "./Quota";
import { countOf, driveName } from "./words";

export interface DetailsProps {
  nodes: readonly Node[];
  drives: readonly Drive[];
  /** In a sheet, not beside the list. */
  sheet: boolean;
  onClose: () => void;
}

export default function Details({ nodes, drives, sheet, onClose }: DetailsProps) {
  const { t } = useLingui();
  const [node] = nodes;
  if (node === undefined) return null;
  const drive = drives.find(({ id }) => id === node.drive_id);
  const isRoot = node.parent_id === null;
  const title = nodes.length > 1 ? countOf(nodes.length) : isRoot && drive ? driveName(drive) : node.name;
  const content =
    nodes.length > 1 ? <Several nodes={nodes} /> : <One key={node.id} node={node} drives={drives} />;
  if (sheet) {
    return (
      <Dialog open onClose={onClose} title={title}>
        <div className={css.content}>{content}</div>
      </Dialog>
    );
  }
  return (
    <aside className={css.panel} aria-label={t`Details`}>
      <div className={css.head}>
        <h2 className={css.title}>{title}</h2>
        <IconButton label={t`Close the details`} small onClick={onClose}>
          <IconX size={18} stroke={1.75} />
        </IconButton>
      </div>
      <div className={css.content}>{content}</div>
    </aside>
  );
}

function Several({ nodes }: { nodes: readonly Node[] }) {
  const { size } = useFormats();
  const files = nodes.filter(({ kind }) => kind === "file");
  const folders = nodes.length - files.length;
  const total = size(files.reduce((sum, file) => sum + file.size, 0));
  return (
    <dl className={css.facts}>
      {folders > 0 && (
        <Fact name={<Trans>Folders</Trans>}>
          <span>{folders}</span>
        </Fact>
      )}
      {files.length > 0 && (
        <>
          <Fact name={<Trans>Files</Trans>}>
            <span>{files.length}</span>
          </Fact>
          <Fact name={<Trans>Size of the files</Trans>}>{total}</Fact>
        </>
      )}
    </dl>
  );
}

function One({ node, drives }: { node: Node; drives: readonly Drive[] }) {
  const { t } = useLingui();
  const { size, dateTime } = useFormats();
  const me = useMe();
  const person = usePersonWords();
  const kinds = useKindWords();
  const full = useQuery(nodeQuery(node.id));
  const drive = drives.find(({ id }) => id === node.drive_id);
  const isRoot = node.parent_id === null;
  const kind = kindOf(node);
  const path = full.data?.path;
  const by = person(node.modified_by);
  return (
    <>
      {node.has_preview ? (
        <div className={css.picture}>
          <Thumb kind={kind} src={previewUrl(node, 1024)} large />
        </div>
      ) : (
        <div className={css.icon}>
          <KindIcon kind={kind} size={44} />
        </div>
      )}
      <dl className={css.facts}>
        <Fact name={<Trans>Kind</Trans>}>{kinds[kind]}</Fact>
        {node.kind === "file" && <Fact name={<Trans>Size</Trans>}>{size(node.size)}</Fact>}
        {!isRoot && drive && (
          <Fact name={<Trans>Where</Trans>}>
            {path ? (
              <Where drive={drive} drives={drives} path={path.slice(0, -1)} />
            ) : (
              <Skeleton width="8rem" />
            )}
          </Fact>
        )}
        <Fact name={<Trans>Modified</Trans>}>
          {dateTime(node.modified_at)}
          {by !== "" && (
            <>
              <br />
              <Trans>by {by}</Trans>
            </>
          )}
        </Fact>
        <Fact name={<Trans>Created</Trans>}>{dateTime(node.created_at)}</Fact>
      </dl>
      {isRoot && drive && <Quota drive={drive} />}
      {node.kind === "file" && <Versions node={node} />}
      {drive && path && (
        <DavAddress
          label={node.kind === "folder" ? t`Address for other programs (WebDAV)` : t`Its address (WebDAV)`}
          address={davAddress(
            window.location.origin,
            me.handle,
            drive,
            path.slice(1).map(({ name }) => name),
            node.kind,
          )}
        />
      )}
    </>
  );
}

function Fact({ name, children }: { name: ReactNode; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Where({
  drive,
  drives,
  path,
}: {
  drive: Drive;
  drives: readonly Drive[];
  path: readonly { id: string; name: string }[];
}) {
  const last = path.at(-1);
  const words = [driveName(drive), ...path.slice(1).map(({ name }) => name)].join(" / ");
  return last ? <Link to={folderPath(last.id, drives)}>{words}</Link> : words;
}

function Versions({ node }: { node: Node }) {
  const { t } = useLingui();
  const { size, dateTime } = useFormats();
  const person = usePersonWords();
  const { data, error, refetch } = useQuery(versionsQuery(node.id));
  return (
    <section className={css.versions} aria-label={t`Versions`}>
      <h3>
        <Trans>Versions</Trans>
      </h3>
      {error ? (
        <ProblemMessage error={error} onRetry={() => void refetch()} />
      ) : data === undefined ? (
        <Skeleton width="70%" />
      ) : (
        <ol className={css.list}>
          {data.items.map((version, index) => (
            <li key={version.id}>
              <span className={css.version}>
                {dateTime(version.created_at)}
                {index === 0 && (
                  <span className={css.now}>
                    <Trans>now</Trans>
                  </span>
                )}
              </span>
              <span className={css.by}>
                {[person(version.created_by), size(version.size)].filter((word) => word !== "").join(" · ")}
              </span>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

function DavAddress({ label, address }: { label: string; address: string }) {
  const { t } = useLingui();
  const copy = async () => {
    await navigator.clipboard.writeText(address);
    toast(t`Address copied.`);
  };
  return (
    <section className={css.address}>
      <h3>{label}</h3>
      <div className={css.addressLine}>
        <code>{address}</code>
        {window.isSecureContext && (
          <IconButton label={t`Copy the address`} small onClick={() => void copy()}>
            <IconCopy size={16} stroke={1.75} />
          </IconButton>
        )}
      </div>
      <p className={css.hint}>
        <Trans>
          Sign in there with a device password, from <Link to="/account">My account</Link>.
        </Trans>
      </p>
    </section>
  );
}

function useKindWords(): Record<FileKind, string> {
  const { t } = useLingui();
  return {
    folder: t`Folder`,
    image: t`Picture`,
    video: t`Video`,
    audio: t`Sound`,
    pdf: t`PDF document`,
    document: t`Text document`,
    spreadsheet: t`Spreadsheet`,
    presentation: t`Presentation`,
    text: t`Plain text`,
    archive: t`Archive`,
    calendar: t`Calendar`,
    contact: t`Contact`,
    other: t`File`,
  };
}
