import { partsOf } from "./marks";
import css from "./small.module.css";

/** A name, with what was typed of it set off. */
export function Marked({ text, typed }: { text: string; typed: string }) {
  let place = 0;
  return partsOf(text, typed).map((part) => {
    const key = place;
    place += part.text.length;
    return part.marked ? (
      <mark key={key} className={css.marked}>
        {part.text}
      </mark>
    ) : (
      <span key={key}>{part.text}</span>
    );
  });
}
