// Where the file comes from: dropped, or chosen. And an empty one to begin with.
import { Trans, useLingui } from "@lingui/react/macro";
import { IconFileSpreadsheet } from "@tabler/icons-react";
import { useState } from "react";
import { Button, FileButton, useFormats } from "~/kit";
import lists from "../lists.module.css";
import { csv, save } from "./csv";
import css from "./import.module.css";
import { fieldWords } from "./words";

const TYPES = ".csv,.tsv,.txt,text/csv,text/plain,text/tab-separated-values";

export function Drop({ file, onFile }: { file?: File; onFile: (file: File) => void }) {
  const { t } = useLingui();
  const { size } = useFormats();
  const [over, setOver] = useState(false);
  const example = () => {
    const titles = (["name", "email", "groups", "role"] as const).map(fieldWords);
    save(csv([titles, ["Camille Roche", "camille@example.org", "Jardin, Bureau", ""]]), t`people.csv`);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping has a twin for the keyboard, the button in it
    <div
      className={css.drop}
      data-over={over || undefined}
      data-small={file ? true : undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        const [dropped] = Array.from(event.dataTransfer.files);
        if (dropped) onFile(dropped);
      }}
    >
      <IconFileSpreadsheet size={file ? 24 : 40} stroke={1.5} aria-hidden />
      {file ? (
        <p className={css.dropWords}>
          <strong>{file.name}</strong> <span className={lists.small}>{size(file.size)}</span>
        </p>
      ) : (
        <p className={css.dropWords}>
          <Trans>
            Drop a file here. It needs a column for the name and one for the e-mail address; groups, role,
            sign-in name and language are welcome.
          </Trans>
        </p>
      )}
      <div className={lists.row}>
        <FileButton accept={TYPES} look={file ? "plain" : "main"} onFile={onFile}>
          {file ? <Trans>Choose another file</Trans> : <Trans>Choose a file</Trans>}
        </FileButton>
        {!file && (
          <Button look="quiet" onClick={example}>
            <Trans>An empty list to fill in</Trans>
          </Button>
        )}
      </div>
    </div>
  );
}
