import { Trans, useLingui } from "@lingui/react/macro";
import { useEffect, useState } from "react";
import { changeOrganisation, putLogo, removeLogo } from "~/api/organisations";
import { isProblem } from "~/api/problem";
import {
  Button,
  FileButton,
  Notice,
  PICTURE_TYPES,
  ProblemMessage,
  Section,
  smallLogo,
  TextField,
  toast,
} from "~/kit";
import { previewAccent } from "~/shell/accent";
import { Mark } from "~/shell/Mark";
import { useOrganisation } from "~/shell/session";
import { AccentField } from "./AccentField";
import css from "./settings.module.css";
import { useChangeOrganisation } from "./useChangeOrganisation";

export function FaceSection() {
  const { t } = useLingui();
  const organisation = useOrganisation();
  const [name, setName] = useState(organisation.name);
  const [accent, setAccent] = useState(organisation.accent);
  const save = useChangeOrganisation(changeOrganisation, () => toast(t`The settings are saved.`));
  const changed = name.trim() !== organisation.name || accent !== organisation.accent;
  const refusedName = isProblem(save.error, "invalid-input") && save.error.field === "name";

  useEffect(() => {
    previewAccent(accent === organisation.accent ? null : accent);
    return () => previewAccent(null);
  }, [accent, organisation.accent]);

  return (
    <Section title={t`Name and look`}>
      <Logo />
      <form
        className={css.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (changed && name.trim() !== "") save.mutate({ name: name.trim(), accent });
        }}
      >
        <TextField
          label={t`Name of the organisation`}
          value={name}
          onChange={setName}
          maxLength={120}
          error={name.trim() === "" ? t`A name is needed.` : refusedName && save.error?.message}
        />
        <AccentField value={accent} onChange={setAccent} />
        {save.isError && !refusedName && <ProblemMessage error={save.error} />}
        <div className={css.row}>
          <Button look="main" type="submit" busy={save.isPending} disabled={!changed || name.trim() === ""}>
            <Trans>Save</Trans>
          </Button>
          {changed && (
            <Button
              look="quiet"
              onClick={() => {
                setName(organisation.name);
                setAccent(organisation.accent);
              }}
            >
              <Trans>Cancel the changes</Trans>
            </Button>
          )}
        </div>
      </form>
    </Section>
  );
}

/** Sharp at the largest size it is shown in, on dense screens. */
const LOGO_SIDE = 256;

function Logo() {
  const { t } = useLingui();
  const { logo_url } = useOrganisation();
  const [unreadable, setUnreadable] = useState(false);
  const put = useChangeOrganisation(putLogo);
  const remove = useChangeOrganisation(() => removeLogo());
  const choose = async (file: File) => {
    setUnreadable(false);
    try {
      put.mutate(await smallLogo(file, LOGO_SIDE));
    } catch {
      setUnreadable(true);
    }
  };
  const error = put.error ?? remove.error;
  return (
    <>
      <div className={css.logo}>
        <span className={css.logoFrame}>
          <Mark />
        </span>
        <div className={css.row}>
          <FileButton accept={PICTURE_TYPES} busy={put.isPending} onFile={(file) => void choose(file)}>
            {logo_url ? <Trans>Change the logo</Trans> : <Trans>Add a logo</Trans>}
          </FileButton>
          {logo_url && (
            <Button look="quiet" busy={remove.isPending} onClick={() => remove.mutate(undefined)}>
              <Trans>Remove the logo</Trans>
            </Button>
          )}
        </div>
      </div>
      {unreadable && (
        <Notice tone="bad" title={t`This file is not a picture that can be read.`}>
          <Trans>Choose a PNG, JPEG or WebP picture.</Trans>
        </Notice>
      )}
      {error && <ProblemMessage error={error} />}
    </>
  );
}
