// The picture of an entry: its preview when it has one, its kind otherwise, and while the preview is loading.
import { useState } from "react";
import type { FileKind } from "../kinds";
import { KindIcon } from "./KindIcon";
import css from "./Thumb.module.css";

export interface ThumbProps {
  kind: FileKind;
  /** Address of the preview; null: none. */
  src: string | null;
  large?: boolean;
}

export function Thumb({ kind, src, large }: ThumbProps) {
  const [broken, setBroken] = useState<string | null>(null);
  const shown = src !== null && broken !== src;
  return (
    <span className={css.thumb} data-large={large || undefined} data-shown={shown || undefined}>
      {shown ? (
        <img
          src={src}
          alt=""
          loading="lazy"
          decoding="async"
          draggable={false}
          onError={() => setBroken(src)}
        />
      ) : (
        <KindIcon kind={kind} size={large ? 40 : 22} />
      )}
    </span>
  );
}
