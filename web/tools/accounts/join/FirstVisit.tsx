// The first minute inside: a face for the others, and where things are.
import { Trans, useLingui } from "@lingui/react/macro";
import { IconDeviceMobile, IconFolder, IconFolders } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { putPhoto } from "~/api/accounts";
import type { Me } from "~/api/types";
import {
  Avatar,
  Button,
  FileButton,
  Notice,
  PICTURE_TYPES,
  ProblemMessage,
  squarePhoto,
  useTitle,
} from "~/kit";
import css from "./join.module.css";

const PHOTO_SIDE = 512;

export function FirstVisit({ me, onChange }: { me: Me; onChange: (me: Me) => void }) {
  const { t, i18n } = useLingui();
  useTitle(t`Welcome`);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const [unreadable, setUnreadable] = useState(false);
  const put = useMutation({
    mutationFn: async (file: File) => {
      setUnreadable(false);
      try {
        return await putPhoto(await squarePhoto(file, PHOTO_SIDE));
      } catch (error) {
        if (error instanceof DOMException || error instanceof TypeError) {
          setUnreadable(true);
          return null;
        }
        throw error;
      }
    },
    onSuccess: (now) => now && onChange(now),
  });
  const groups = new Intl.ListFormat(i18n.locale).format(me.groups.map((group) => group.name));
  const [first = me.name] = me.name.split(" ");
  // The whole suite begins anew: nothing of whoever was signed in before stays.
  const go = (to: string) => window.location.assign(to);
  return (
    <div className={css.visit}>
      <h1 ref={heading} tabIndex={-1} className={css.title}>
        <Trans>Welcome, {first}</Trans>
      </h1>
      <div className={css.photo}>
        <Avatar name={me.name} photo={me.photo_url} size={80} />
        <div className={css.photoWords}>
          <p className={css.lead}>
            <Trans>A photo helps the others to recognise you.</Trans>
          </p>
          <FileButton accept={PICTURE_TYPES} busy={put.isPending} onFile={(file) => put.mutate(file)}>
            {me.photo_url ? <Trans>Change the photo</Trans> : <Trans>Add a photo</Trans>}
          </FileButton>
        </div>
      </div>
      {unreadable && (
        <Notice tone="bad" title={t`This file is not a picture that can be read.`}>
          <Trans>Choose a JPEG, PNG or WebP picture.</Trans>
        </Notice>
      )}
      {put.isError && <ProblemMessage error={put.error} />}
      <ul className={css.here}>
        <li>
          <IconFolder size={22} stroke={1.75} aria-hidden />
          <span>
            <Trans>My files: what you put there is yours alone, until you share it.</Trans>
          </span>
        </li>
        {me.groups.length > 0 && (
          <li>
            <IconFolders size={22} stroke={1.75} aria-hidden />
            <span>
              <Trans>Group spaces: the files of {groups} are there already.</Trans>
            </span>
          </li>
        )}
        <li>
          <IconDeviceMobile size={22} stroke={1.75} aria-hidden />
          <span>
            <Trans>
              Your phone and your computer can have the same files, in the apps they already know.
            </Trans>
          </span>
        </li>
      </ul>
      <div className={css.answers}>
        <Button onClick={() => go("/account#devices")} wide>
          <Trans>Connect a device</Trans>
        </Button>
        <Button look="main" onClick={() => go("/")} wide>
          <Trans>Start</Trans>
        </Button>
      </div>
    </div>
  );
}
