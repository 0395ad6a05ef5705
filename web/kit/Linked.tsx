import { Fragment } from "react";
import { paragraphsOf } from "./linked";
import css from "./small.module.css";

/** Paragraphs that somebody typed, with the addresses in them as links. */
export function Linked({ text }: { text: string }) {
  return (
    <div className={css.linked} dir="auto">
      {paragraphsOf(text).map((lines, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text do not move
        <p key={at}>
          {lines.map((line, row) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text do not move
            <Fragment key={row}>
              {row > 0 && <br />}
              {line.map(({ text: words, to }, place) =>
                to ? (
                  // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text do not move
                  <a key={place} href={to} target="_blank" rel="noopener noreferrer nofollow">
                    {words}
                  </a>
                ) : (
                  // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text do not move
                  <Fragment key={place}>{words}</Fragment>
                ),
              )}
            </Fragment>
          ))}
        </p>
      ))}
    </div>
  );
}
