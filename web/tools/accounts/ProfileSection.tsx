import { Trans, useLingui } from "@lingui/react/macro";
import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { changeProfile, putPhoto, removePhoto } from "~/api/accounts";
import { isProblem } from "~/api/problem";
import {
  Avatar,
  Button,
  FileButton,
  Notice,
  PICTURE_TYPES,
  ProblemMessage,
  Section,
  squarePhoto,
  TextField,
  toast,
} from "~/kit";
import { useMe, useSetMe } from "~/shell/session";
import css from "./account.module.css";
import { roleWords } from "./people/words";

/** Twice what the server keeps: sharp on dense screens if that grows. */
const PHOTO_SIDE = 512;

export function ProfileSection() {
  const { t } = useLingui();
  const me = useMe();
  const setMe = useSetMe();
  const [name, setName] = useState(me.name);
  const save = useMutation({
    mutationFn: () => changeProfile({ name: name.trim() }),
    onSuccess: (now) => {
      setMe(now);
      setName(now.name);
      toast(t`Your name is saved.`);
    },
  });
  const refusedName = isProblem(save.error, "invalid-input");
  return (
    <Section title={t`Profile`} lead={t`Your name and your photo: everybody who works with you sees them.`}>
      <Photo />
      <form
        className={css.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim() !== "" && name.trim() !== me.name) save.mutate();
        }}
      >
        <TextField
          label={t`Name`}
          value={name}
          onChange={setName}
          autoComplete="name"
          maxLength={120}
          error={name.trim() === "" ? t`A name is needed.` : refusedName && save.error?.message}
        />
        {save.isError && !refusedName && <ProblemMessage error={save.error} />}
        <div className={css.row}>
          <Button
            type="submit"
            busy={save.isPending}
            disabled={name.trim() === "" || name.trim() === me.name}
          >
            <Trans>Save the name</Trans>
          </Button>
        </div>
      </form>
      <dl className={css.facts}>
        <dt>
          <Trans>Sign-in name</Trans>
        </dt>
        <dd>{me.handle}</dd>
        <dt>
          <Trans>E-mail address</Trans>
        </dt>
        <dd>{me.email}</dd>
        <dt>
          <Trans>Role</Trans>
        </dt>
        <dd>{roleWords(me.role)}</dd>
        {me.groups.length > 0 && (
          <>
            <dt>
              <Trans>Groups</Trans>
            </dt>
            <dd className={css.row}>
              {me.groups.map((group) => (
                <Link key={group.id} to="/groups/$groupId" params={{ groupId: group.id } as object}>
                  {group.name}
                </Link>
              ))}
            </dd>
          </>
        )}
      </dl>
    </Section>
  );
}

function Photo() {
  const { t } = useLingui();
  const me = useMe();
  const setMe = useSetMe();
  const [unreadable, setUnreadable] = useState(false);
  const put = useMutation({
    mutationFn: async (file: File) => {
      setUnreadable(false);
      let photo: Blob;
      try {
        photo = await squarePhoto(file, PHOTO_SIDE);
      } catch {
        setUnreadable(true);
        return null;
      }
      return await putPhoto(photo);
    },
    onSuccess: (now) => now && setMe(now),
  });
  const remove = useMutation({ mutationFn: removePhoto, onSuccess: setMe });
  const error = put.error ?? remove.error;
  return (
    <>
      <div className={css.photo}>
        <Avatar name={me.name} photo={me.photo_url} size={80} />
        <div className={css.row}>
          <FileButton accept={PICTURE_TYPES} busy={put.isPending} onFile={(file) => put.mutate(file)}>
            {me.photo_url ? <Trans>Change the photo</Trans> : <Trans>Add a photo</Trans>}
          </FileButton>
          {me.photo_url && (
            <Button look="quiet" busy={remove.isPending} onClick={() => remove.mutate()}>
              <Trans>Remove the photo</Trans>
            </Button>
          )}
        </div>
      </div>
      {unreadable && (
        <Notice tone="bad" title={t`This file is not a picture that can be read.`}>
          <Trans>Choose a JPEG, PNG or WebP picture.</Trans>
        </Notice>
      )}
      {error && <ProblemMessage error={error} />}
    </>
  );
}
