import css from "./Mark.module.css";
import { useOrganisation } from "./session";

/** The organisation's logo, or its first letter on its colour, and its name. */
export function Mark({ large }: { large?: boolean }) {
  const { name, logo_url } = useOrganisation();
  return (
    <span className={css.mark} data-large={large || undefined}>
      {logo_url ? (
        <img src={logo_url} alt="" className={css.logo} />
      ) : (
        <span className={css.letter} aria-hidden>
          {Array.from(name)[0]?.toLocaleUpperCase()}
        </span>
      )}
      <span className={css.name}>{name}</span>
    </span>
  );
}
