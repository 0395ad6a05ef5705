import { Trans, useLingui } from "@lingui/react/macro";
import { useEffect, useId, useState } from "react";
import { accentFor } from "~/kit";
import css from "./settings.module.css";

/** Colours that suit the paper, to begin with. */
const SUGGESTED = ["#7a4b2a", "#2f6b4f", "#1f6673", "#3f4f9d", "#7a3b6e", "#a63c2f", "#8a6410", "#4a4a4a"];

const HEX = /^#[0-9a-f]{6}$/i;

/** The organisation's colour, and what becomes of it in both themes: legible on each, whatever was chosen. */
export function AccentField({ value, onChange }: { value: string; onChange: (hex: string) => void }) {
  const { t } = useLingui();
  const id = useId();
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  const adjusted = accentFor(value, "light").accent.toLowerCase() !== value.toLowerCase();
  return (
    <fieldset className={css.accent}>
      <legend>
        <Trans>Colour</Trans>
      </legend>
      <div className={css.swatches}>
        {SUGGESTED.map((hex) => (
          <label key={hex} className={css.swatch}>
            <input
              type="radio"
              name={id}
              checked={hex === value.toLowerCase()}
              onChange={() => onChange(hex)}
              aria-label={hex}
            />
            <span style={{ background: hex }} />
          </label>
        ))}
        <label className={css.own}>
          <input
            type="color"
            value={HEX.test(value) ? value : "#7a4b2a"}
            onChange={(event) => onChange(event.currentTarget.value)}
            aria-label={t`Choose another colour`}
          />
          <input
            type="text"
            value={typed}
            maxLength={7}
            spellCheck={false}
            aria-label={t`Colour code`}
            onChange={(event) => {
              setTyped(event.currentTarget.value);
              if (HEX.test(event.currentTarget.value)) onChange(event.currentTarget.value.toLowerCase());
            }}
            onBlur={() => setTyped(value)}
          />
        </label>
      </div>
      <div className={css.previews} aria-hidden>
        {(["light", "dark"] as const).map((scheme) => {
          const colours = accentFor(value, scheme);
          return (
            <span key={scheme} className={css.preview} data-scheme={scheme}>
              <span style={{ background: colours.accent, color: colours.onAccent }}>
                <Trans>Button</Trans>
              </span>
              <span style={{ color: colours.ink }}>
                <Trans>Link</Trans>
              </span>
              <span style={{ background: colours.soft, color: colours.softInk }}>
                <Trans>Selected</Trans>
              </span>
            </span>
          );
        })}
      </div>
      <p className={css.small}>
        {adjusted ? (
          <Trans>
            This colour is shown a little darker or lighter, so that everybody can read what is written in it.
          </Trans>
        ) : (
          <Trans>The page shows it already; it is kept when you save.</Trans>
        )}
      </p>
    </fieldset>
  );
}
