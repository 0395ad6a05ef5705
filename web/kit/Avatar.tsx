import css from "./Avatar.module.css";
import { initials, toneOf } from "./initials";

export interface AvatarProps {
  name: string;
  photo: string | null;
  size?: number;
}

/** A person's picture, or their initials on a colour that is always the same for them. The name stands beside it. */
export function Avatar({ name, photo, size = 32 }: AvatarProps) {
  const style = { width: size, height: size, fontSize: size * 0.4 };
  if (photo)
    return <img className={css.avatar} src={photo} alt="" width={size} height={size} style={style} />;
  return (
    <span className={css.avatar} data-tone={toneOf(name)} style={style} aria-hidden>
      {initials(name)}
    </span>
  );
}
