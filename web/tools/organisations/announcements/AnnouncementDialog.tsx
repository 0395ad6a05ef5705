// An announcement written, or written anew.
import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ANNOUNCEMENTS, changeAnnouncement, createAnnouncement } from "~/api/announcements";
import { isProblem } from "~/api/problem";
import type { Announcement } from "~/api/types";
import {
  Button,
  Checkbox,
  Dialog,
  ProblemMessage,
  Select,
  TextArea,
  TextField,
  toast,
  useFormats,
} from "~/kit";
import { type Audience, AudienceField } from "./AudienceField";
import { momentOf, typedFrom } from "./moments";

const LONGEST_TITLE = 120;
const LONGEST_TEXT = 4000;
const HOUR_MS = 3_600_000;

export interface AnnouncementDialogProps {
  /** The one that is written anew; null for a new one. */
  old: Announcement | null;
  onClose: () => void;
}

export function AnnouncementDialog({ old, onClose }: AnnouncementDialogProps) {
  const { t } = useLingui();
  const { timeZone } = useFormats();
  const queries = useQueryClient();
  const [title, setTitle] = useState(old?.title ?? "");
  const [text, setText] = useState(old?.text ?? "");
  const [audience, setAudience] = useState<Audience>({
    groups: old?.groups ?? null,
    guests: old?.guests ?? false,
  });
  const [start, setStart] = useState(old?.state === "planned" ? typedFrom(old.starts_at, timeZone) : null);
  const [end, setEnd] = useState(
    old?.ends_at && old.state !== "over" ? typedFrom(old.ends_at, timeZone) : null,
  );
  const [again, setAgain] = useState(old?.state === "over");
  const [tried, setTried] = useState(false);

  const starts = start === null ? null : momentOf(start, timeZone);
  const ends = end === null ? null : momentOf(end, timeZone);
  const begins = Math.max(Date.now(), starts ? Date.parse(starts) : 0);
  const missingTitle = title.trim() === "";
  const missingGroups = audience.groups !== null && audience.groups.length === 0;
  const badStart = start !== null && starts === null;
  const badEnd = end !== null && (ends === null || Date.parse(ends) <= begins);
  const fits = !missingTitle && !missingGroups && !badStart && !badEnd;

  const save = useMutation({
    mutationFn: () => {
      const said = {
        title: title.trim(),
        text,
        groups: audience.groups?.map(({ id }) => id) ?? null,
        guests: audience.guests,
        // One that is to come and shall begin now instead: what lies behind begins at once.
        starts_at: starts ?? (old?.state === "planned" ? old.created_at : null),
        ends_at: ends,
      };
      return old ? changeAnnouncement(old.id, { ...said, again }) : createAnnouncement(said);
    },
    onSuccess: (saved) => {
      void queries.invalidateQueries({ queryKey: ANNOUNCEMENTS });
      toast(saved.state === "planned" ? t`The announcement waits for its time.` : t`It is announced.`);
      onClose();
    },
  });
  const refused = isProblem(save.error, "invalid-input") ? save.error : null;
  const later = (hours: number) => typedFrom(new Date(begins + hours * HOUR_MS), timeZone);

  return (
    <Dialog
      open
      onClose={onClose}
      width={560}
      title={old ? t`Change the announcement` : t`New announcement`}
      onSubmit={() => {
        setTried(true);
        if (fits && !save.isPending) save.mutate();
      }}
      actions={
        <>
          <Button look="quiet" onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button look="main" type="submit" busy={save.isPending}>
            {old && old.state !== "over" ? <Trans>Save</Trans> : <Trans>Announce</Trans>}
          </Button>
        </>
      }
    >
      <TextField
        label={t`Title`}
        value={title}
        onChange={setTitle}
        maxLength={LONGEST_TITLE}
        autoFocus
        error={
          (tried && missingTitle && t`A title is needed.`) || (refused?.field === "title" && refused.message)
        }
      />
      <TextArea
        label={t`Text`}
        value={text}
        onChange={setText}
        maxLength={LONGEST_TEXT}
        hint={t`An empty line begins a paragraph. Addresses that begin with https:// become links.`}
        error={refused?.field === "text" && refused.message}
      />
      <AudienceField value={audience} onChange={setAudience} missing={tried && missingGroups} />
      {(!old || old.state === "planned") && (
        <Select
          label={t`Beginning`}
          value={start === null ? "now" : "later"}
          options={[
            { value: "now", label: t`Right away` },
            { value: "later", label: t`At a chosen time` },
          ]}
          onChange={(choice) => setStart(choice === "now" ? null : later(24))}
        />
      )}
      {start !== null && (
        <TextField
          label={t`Begins`}
          type="datetime-local"
          value={start}
          onChange={setStart}
          error={badStart && t`Give a day and an hour.`}
        />
      )}
      <Select
        label={t`Until when`}
        value={end === null ? "open" : "then"}
        options={[
          { value: "open", label: t`Until somebody ends it` },
          { value: "then", label: t`At a chosen time` },
        ]}
        onChange={(choice) => setEnd(choice === "open" ? null : later(7 * 24))}
      />
      {end !== null && (
        <TextField
          label={t`Ends`}
          type="datetime-local"
          value={end}
          onChange={setEnd}
          error={tried && badEnd && t`Give a day and an hour that lie ahead, after the beginning.`}
        />
      )}
      {old?.state === "running" && (
        <Checkbox
          label={t`Show it to everybody once more`}
          hint={t`Also to those who have hidden it; everybody gets a new notification.`}
          checked={again}
          onChange={setAgain}
        />
      )}
      {save.isError && !["title", "text"].includes(refused?.field ?? "") && (
        <ProblemMessage error={save.error} />
      )}
    </Dialog>
  );
}
