// A picture, fitted to the window and no larger than it is; zoomed with buttons, +, - and 0, a double click or the wheel
// with Ctrl, and moved by dragging. The preview shows first, the picture itself when one looks closer.
import { useLingui } from "@lingui/react/macro";
import { IconMinus, IconPlus } from "@tabler/icons-react";
import { type KeyboardEvent, type PointerEvent, useEffect, useLayoutEffect, useRef, useState } from "react";
import { contentUrl, previewUrl } from "~/api/files";
import type { Node } from "~/api/types";
import { IconButton, useFormats } from "~/kit";
import { isShownByBrowsers } from "../kinds";
import { NoPreview } from "./Preview";
import css from "./Preview.module.css";

const STEPS = [1, 1.5, 2, 3, 4, 6, 8];
/** Larger files are shown by their preview until somebody looks closer. */
const AT_ONCE_BYTES = 2_000_000;

export function ImageViewer({ node }: { node: Node }) {
  const { t } = useLingui();
  const { percent } = useFormats();
  const frame = useRef<HTMLDivElement>(null);
  const [room, setRoom] = useState({ width: 0, height: 0 });
  const [natural, setNatural] = useState<{ width: number; height: number } | null>(null);
  const [zoom, setZoom] = useState(1);
  const [broken, setBroken] = useState(false);
  const showable = isShownByBrowsers(node.media_type);
  const whole = showable && (!node.has_preview || node.size <= AT_ONCE_BYTES || zoom > 1);
  const src = whole ? contentUrl(node.id) : previewUrl(node, 1024);

  useLayoutEffect(() => {
    const element = frame.current;
    if (!element) return;
    const observer = new ResizeObserver(() => {
      const style = getComputedStyle(element);
      const padding = Number.parseFloat(style.paddingLeft) * 2;
      setRoom({ width: element.clientWidth - padding, height: element.clientHeight - padding });
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  // React listens to the wheel passively; keeping the page from zooming needs a listener of one's own.
  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    const onWheel = (event: WheelEvent) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      setZoom((now) => Math.min(8, Math.max(1, now * (event.deltaY < 0 ? 1.15 : 1 / 1.15))));
    };
    element.addEventListener("wheel", onWheel, { passive: false });
    return () => element.removeEventListener("wheel", onWheel);
  }, []);

  if (broken) return <NoPreview node={node} />;
  const fit = natural ? Math.min(1, room.width / natural.width, room.height / natural.height) : 0;
  const size = natural
    ? { width: natural.width * fit * zoom, height: natural.height * fit * zoom }
    : undefined;
  const step = (by: 1 | -1) =>
    setZoom((now) =>
      by > 0
        ? (STEPS.find((value) => value > now + 0.01) ?? 8)
        : (STEPS.findLast((value) => value < now - 0.01) ?? 1),
    );

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey) return;
    if (event.key === "+" || event.key === "=") step(1);
    else if (event.key === "-") step(-1);
    else if (event.key === "0") setZoom(1);
    else if (zoom > 1 && event.key.startsWith("Arrow")) {
      // Zoomed, the arrows move the picture rather than going to the next.
      event.stopPropagation();
      return;
    } else return;
    event.preventDefault();
  };

  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    if (zoom <= 1 || event.pointerType !== "mouse" || event.button !== 0) return;
    event.preventDefault();
    const element = event.currentTarget;
    element.focus();
    const from = { x: event.clientX + element.scrollLeft, y: event.clientY + element.scrollTop };
    element.setPointerCapture(event.pointerId);
    const move = (moved: globalThis.PointerEvent) => {
      element.scrollLeft = from.x - moved.clientX;
      element.scrollTop = from.y - moved.clientY;
    };
    element.addEventListener("pointermove", move);
    element.addEventListener("pointerup", () => element.removeEventListener("pointermove", move), {
      once: true,
    });
  };

  return (
    <>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: what the pointer does here, + - and the buttons do too */}
      <div
        ref={frame}
        className={css.image}
        data-zoomed={zoom > 1 || undefined}
        data-loading={natural === null || undefined}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable with the keyboard
        tabIndex={0}
        onKeyDown={onKeyDown}
        onPointerDown={onPointerDown}
        onDoubleClick={() => setZoom((now) => (now > 1 ? 1 : 2))}
      >
        <img
          src={src}
          alt={node.name}
          draggable={false}
          style={size ?? { visibility: "hidden" }}
          onLoad={(event) => {
            const image = event.currentTarget;
            // The picture itself takes the place of its preview at the same size on the screen.
            setNatural((before) => {
              if (before !== null) return before;
              const known = image.naturalWidth > 0;
              return known
                ? { width: image.naturalWidth, height: image.naturalHeight }
                : // A drawing without a size of its own.
                  { width: 800, height: 600 };
            });
          }}
          onError={() => setBroken(true)}
        />
      </div>
      <div className={css.zoom}>
        <IconButton label={t`Smaller`} small tooltip={false} disabled={zoom <= 1} onClick={() => step(-1)}>
          <IconMinus size={16} stroke={1.75} />
        </IconButton>
        <output aria-label={t`Zoom`}>{percent(zoom)}</output>
        <IconButton label={t`Larger`} small tooltip={false} disabled={zoom >= 8} onClick={() => step(1)}>
          <IconPlus size={16} stroke={1.75} />
        </IconButton>
      </div>
    </>
  );
}
