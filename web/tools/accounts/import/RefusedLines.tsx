// The lines that are not taken: the number, what is wrong, what to do; and all of them as a file to correct.
import { Trans, useLingui } from "@lingui/react/macro";
import { IconDownload } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import type { RefusedLine } from "~/api/types";
import { Button, ProblemMessage, useFormats } from "~/kit";
import lists from "../lists.module.css";
import { csv, refusedFile, save } from "./csv";
import css from "./import.module.css";
import { issueWords } from "./words";

const STEP = 50;

export function RefusedLines({
  lines,
  total,
  titles,
  fileName,
  every,
}: {
  /** Those that are known. */
  lines: readonly RefusedLine[];
  total: number;
  titles: readonly string[];
  fileName: string;
  /** All of them, for the file. */
  every: () => Promise<readonly RefusedLine[]>;
}) {
  const { t } = useLingui();
  const { number } = useFormats();
  const [shown, setShown] = useState(STEP);
  const download = useMutation({
    mutationFn: async () => {
      const refused = (await every()).map(({ cells, issues }) => ({
        cells,
        reason: issues.map(issueWords).join(" "),
      }));
      save(
        csv(refusedFile(titles, refused, t`Why not`)),
        `${fileName.replace(/\.[^.]*$/, "")} - ${t`not taken`}.csv`,
      );
    },
  });
  return (
    <div className={css.refused}>
      <div className={lists.row}>
        <h3 className={css.refusedTitle}>
          <Trans>Lines that are not taken</Trans>
        </h3>
        <Button
          small
          icon={<IconDownload size={16} stroke={1.75} />}
          busy={download.isPending}
          onClick={() => download.mutate()}
        >
          <Trans>Download them, with the reasons</Trans>
        </Button>
      </div>
      {download.isError && <ProblemMessage error={download.error} />}
      <ul className={css.lines}>
        {lines.slice(0, shown).map((refused) => (
          <li key={refused.line}>
            <span className={css.number}>
              <Trans>Line {number(refused.line)}</Trans>
            </span>
            <span className={css.lineWords}>
              {refused.issues.map((issue) => (
                <span key={`${issue.code} ${issue.field} ${issue.value}`}>{issueWords(issue)}</span>
              ))}
              <span className={lists.small}>
                {refused.cells.filter((one) => one.trim() !== "").join(" · ")}
              </span>
            </span>
          </li>
        ))}
      </ul>
      {shown < lines.length && (
        <div className={lists.more}>
          <Button onClick={() => setShown(shown + STEP)}>
            <Trans>Show more ({number(total - shown)})</Trans>
          </Button>
        </div>
      )}
    </div>
  );
}
