// A file, looked at over the list: pictures, PDF, sound, film and plain text. What a person wrote is never rendered as
// HTML; what cannot be shown is offered for download. The address says what is looked at, and back closes it.
import { Trans, useLingui } from "@lingui/react/macro";
import {
  IconArrowLeft,
  IconChevronLeft,
  IconChevronRight,
  IconDownload,
  IconInfoCircle,
} from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useLocation, useNavigate, useRouter } from "@tanstack/react-router";
import { type KeyboardEvent, type ReactNode, useEffect, useMemo, useRef } from "react";
import { contentUrl, nodeQuery } from "~/api/files";
import type { Id, Node } from "~/api/types";
import { Button, Hidden, IconButton, ProblemMessage, Skeleton, useFormats } from "~/kit";
import { download } from "../download";
import { KindIcon } from "../entries/KindIcon";
import { kindOf, viewerOf } from "../kinds";
import type { PlaceSearch } from "../place";
import { ImageViewer } from "./ImageViewer";
import { PdfViewer } from "./PdfViewer";
import css from "./Preview.module.css";
import { TextViewer } from "./TextViewer";

export interface PreviewProps {
  id: Id;
  /** What next and previous go through. */
  siblings: readonly Node[];
  onDetails: () => void;
}

export default function Preview({ id, siblings, onDetails }: PreviewProps) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const router = useRouter();
  const openedHere = useLocation({ select: (location) => location.state.previewOpenedHere === true });
  const known = siblings.find((node) => node.id === id);
  const fetched = useQuery({ ...nodeQuery(id), enabled: known === undefined });
  const node = known ?? fetched.data;
  const viewable = useMemo(() => siblings.filter((other) => viewerOf(other) !== null), [siblings]);
  const index = viewable.findIndex((other) => other.id === id);
  const dialog = useRef<HTMLDialogElement>(null);

  useEffect(() => {
    const element = dialog.current;
    const before = document.activeElement;
    element?.showModal();
    element?.focus();
    return () => {
      element?.close();
      if (before instanceof HTMLElement) before.focus({ preventScroll: true });
    };
  }, []);

  // What had the focus may have gone with the last file; the keys must keep working.
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs when another file is shown
  useEffect(() => {
    if (!dialog.current?.contains(document.activeElement)) dialog.current?.focus();
  }, [id]);

  function close(): void {
    if (openedHere) router.history.back();
    else {
      void navigate({
        to: ".",
        search: (now: PlaceSearch) => ({ ...now, preview: undefined }),
        replace: true,
        resetScroll: false,
      });
    }
  }

  function go(by: number): void {
    const next = viewable[index + by];
    if (!next || index < 0) return;
    void navigate({
      to: ".",
      search: (now: PlaceSearch) => ({ ...now, preview: next.id, selected: next.id }),
      state: { previewOpenedHere: openedHere },
      replace: true,
      resetScroll: false,
    });
  }

  const onKeyDown = (event: KeyboardEvent) => {
    // What plays sound or film, and text that scrolls sideways, use the arrows themselves.
    const own = event.target instanceof Element && event.target.closest("audio, video, [data-keeps-arrows]");
    if (own || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "ArrowLeft") go(-1);
    else if (event.key === "ArrowRight") go(1);
    else return;
    event.preventDefault();
  };

  return (
    <dialog
      ref={dialog}
      tabIndex={-1}
      className={css.preview}
      aria-label={node ? t`Preview of “${node.name}”` : t`Preview`}
      onKeyDown={onKeyDown}
      onCancel={(event) => {
        event.preventDefault();
        close();
      }}
    >
      <header className={css.bar}>
        <IconButton label={t`Close the preview`} onClick={close} tooltip={false}>
          <IconArrowLeft size={20} stroke={1.75} />
        </IconButton>
        {node && <KindIcon kind={kindOf(node)} />}
        <h2 className={css.title}>{node?.name}</h2>
        {index >= 0 && viewable.length > 1 && (
          <p className={css.position}>
            <Trans>
              {index + 1} of {viewable.length}
            </Trans>
          </p>
        )}
        {node && (
          <>
            <IconButton
              label={t`Details`}
              tooltip={false}
              onClick={() => {
                close();
                onDetails();
              }}
            >
              <IconInfoCircle size={20} stroke={1.75} />
            </IconButton>
            <IconButton label={t`Download`} tooltip={false} onClick={() => download([node])}>
              <IconDownload size={20} stroke={1.75} />
            </IconButton>
          </>
        )}
      </header>
      <div className={css.stage}>
        {node ? (
          <Viewer key={`${node.id} ${node.etag}`} node={node} />
        ) : fetched.error ? (
          <div className={css.paper}>
            <ProblemMessage error={fetched.error} onRetry={() => void fetched.refetch()} />
          </div>
        ) : (
          <Skeleton width="min(60rem, 80%)" height="70%" />
        )}
      </div>
      {index > 0 && (
        <span className={css.previous}>
          <IconButton label={t`Previous`} look="plain" tooltip={false} onClick={() => go(-1)}>
            <IconChevronLeft size={22} stroke={1.75} />
          </IconButton>
        </span>
      )}
      {index >= 0 && index < viewable.length - 1 && (
        <span className={css.next}>
          <IconButton label={t`Next`} look="plain" tooltip={false} onClick={() => go(1)}>
            <IconChevronRight size={22} stroke={1.75} />
          </IconButton>
        </span>
      )}
      <div role="status">
        <Hidden>{node?.name}</Hidden>
      </div>
    </dialog>
  );
}

function Viewer({ node }: { node: Node }): ReactNode {
  switch (viewerOf(node)) {
    case "image":
      return <ImageViewer node={node} />;
    case "pdf":
      return <PdfViewer node={node} />;
    case "text":
      return <TextViewer node={node} />;
    case "audio":
      return (
        <div className={css.sound}>
          <KindIcon kind="audio" size={72} />
          {/* biome-ignore lint/a11y/useMediaCaption: it is what somebody uploaded */}
          <audio src={contentUrl(node.id)} controls preload="metadata" aria-label={node.name} />
        </div>
      );
    case "video":
      return (
        // biome-ignore lint/a11y/useMediaCaption: it is what somebody uploaded
        <video
          className={css.film}
          src={contentUrl(node.id)}
          controls
          preload="metadata"
          aria-label={node.name}
        />
      );
    default:
      return <NoPreview node={node} />;
  }
}

/** What cannot be shown here. */
export function NoPreview({ node, why }: { node: Node; why?: ReactNode }) {
  const { size } = useFormats();
  return (
    <div className={css.none}>
      <KindIcon kind={kindOf(node)} size={72} />
      <p>{why ?? <Trans>This kind of file cannot be shown here.</Trans>}</p>
      <Button look="main" icon={<IconDownload size={18} stroke={1.75} />} onClick={() => download([node])}>
        <Trans>Download ({size(node.size)})</Trans>
      </Button>
    </div>
  );
}
