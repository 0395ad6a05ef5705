// Line pictures for empty places, drawn for this product: one pen of 1.5, round ends, a touch of the accent.
import type { ReactNode } from "react";

function Picture({ children }: { children: ReactNode }) {
  return (
    <svg
      viewBox="0 0 160 112"
      width="160"
      height="112"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden
    >
      {children}
    </svg>
  );
}

const accent = { stroke: "var(--accent-line)" };
const wash = { fill: "var(--accent-soft)", stroke: "none" };

/** An open folder with a sprig growing out of it. */
export function EmptyFolderPicture() {
  return (
    <Picture>
      <ellipse cx="80" cy="98" rx="58" ry="6" style={wash} />
      <path d="M36 92V42c0-3 2-5 5-5h22l7 8h46c3 0 5 2 5 5v8" />
      <path d="M36 92l13-30c1-2 2-3 5-3h73c3 0 5 3 4 6l-11 24c-1 2-2 3-5 3z" fill="var(--surface)" />
      <path d="M84 59c-1-14 0-26 4-38" style={accent} />
      <path d="M86 38c-9 0-14-5-15-13 9 0 15 5 15 13zM87 28c2-8 8-12 16-11 0 8-6 13-16 11z" style={accent} />
    </Picture>
  );
}

/** A basket with nothing in it. */
export function EmptyTrashPicture() {
  return (
    <Picture>
      <ellipse cx="80" cy="98" rx="46" ry="6" style={wash} />
      <path d="M54 42l6 49c0 3 3 5 6 5h28c3 0 6-2 6-5l6-49" fill="var(--surface)" />
      <path d="M48 42c10-4 54-4 64 0-10 4-54 4-64 0z" fill="var(--surface)" />
      <path d="M68 54l2 30M80 55v30M92 54l-2 30M57 66h46M60 78h40" opacity="0.55" />
      <path d="M112 26c5-6 11-7 17-4-2 7-9 9-17 4zM112 26c-4 2-7 5-9 9" style={accent} />
    </Picture>
  );
}

/** A kettle on a table: nothing to do. */
export function QuietDayPicture() {
  return (
    <Picture>
      <ellipse cx="80" cy="97" rx="60" ry="6" style={wash} />
      <path d="M26 92h108" />
      <path d="M54 92c-6-6-9-14-8-24 0-4 3-7 7-7h34c4 0 7 3 7 7 1 10-2 18-8 24z" fill="var(--surface)" />
      <path d="M94 66c9-2 15 2 15 9s-7 11-17 10" />
      <path d="M61 50c-4-6 4-9 0-16M71 47c-4-6 4-10 0-17M81 50c-4-6 4-9 0-16" style={accent} />
      <path d="M118 92V80c0-2 1-3 3-3h8" opacity="0.55" />
    </Picture>
  );
}

/** A signpost whose arms point nowhere in particular. */
export function LostPicture() {
  return (
    <Picture>
      <ellipse cx="80" cy="99" rx="46" ry="5" style={wash} />
      <path d="M80 98V20" />
      <path d="M80 28h34l8 8-8 8H80z" fill="var(--surface)" />
      <path d="M80 52H50l-8 8 8 8h30z" fill="var(--surface)" />
      <path d="M92 36h16M56 60h14" style={accent} />
      <path d="M62 98c1-5 4-7 7-9M98 98c-1-4-3-6-5-7" style={accent} />
    </Picture>
  );
}

/** A plug out of its socket. */
export function TroublePicture() {
  return (
    <Picture>
      <ellipse cx="80" cy="98" rx="52" ry="6" style={wash} />
      <path d="M18 78c16 0 18-22 34-22h8" />
      <path d="M60 46h12c6 0 10 4 10 10s-4 10-10 10H60z" fill="var(--surface)" />
      <path d="M82 51h8M82 61h8" />
      <path d="M142 34c-14 0-14 22-28 22h-4" />
      <path d="M110 44h-6c-2 0-4 2-4 4v16c0 2 2 4 4 4h6z" fill="var(--surface)" />
      <path d="M91 38l-3-7M96 36l2-8M91 74l-3 7M96 76l2 8" style={accent} />
    </Picture>
  );
}

/** Two chairs drawn up to a table. */
export function PeoplePicture() {
  return (
    <Picture>
      <ellipse cx="80" cy="98" rx="60" ry="6" style={wash} />
      <path d="M46 58h68c2 0 4 2 4 4s-2 4-4 4H46c-2 0-4-2-4-4s2-4 4-4z" fill="var(--surface)" />
      <path d="M56 66l-4 30M104 66l4 30" />
      <path d="M30 40v34h14M30 74v22M44 74v22M130 40v34h-14M130 74v22M116 74v22" />
      <path d="M74 58c-2-4-3-7-2-10h16c1 3 0 6-2 10z" fill="var(--surface)" />
      <path
        d="M80 48c0-8 1-14 4-20M82 36c-6 0-10-3-11-9 6 0 11 3 11 9zM83 31c2-6 6-8 12-8 0 6-5 9-12 8z"
        style={accent}
      />
    </Picture>
  );
}

/** A laptop and a phone that hold the same leaf. */
export function DevicesPicture() {
  return (
    <Picture>
      <ellipse cx="80" cy="98" rx="60" ry="6" style={wash} />
      <path d="M36 82V42c0-3 2-5 5-5h58c3 0 5 2 5 5v40" fill="var(--surface)" />
      <path d="M26 82h88l-4 9c-1 2-2 3-4 3H34c-2 0-3-1-4-3z" fill="var(--surface)" />
      <rect x="112" y="54" width="24" height="40" rx="5" fill="var(--surface)" />
      <path d="M121 89h6" />
      <path
        d="M62 66c0-9 6-14 16-14 0 10-6 15-16 14zM62 66l-5 6M119 74c0-5 4-8 9-8 0 6-4 9-9 8zM119 74l-3 4"
        style={accent}
      />
    </Picture>
  );
}

/** A bell that sleeps. */
export function QuietBellPicture() {
  return (
    <Picture>
      <ellipse cx="80" cy="98" rx="50" ry="6" style={wash} />
      <path d="M54 82c6-6 8-13 8-26 0-11 8-19 18-19s18 8 18 19c0 13 2 20 8 26z" fill="var(--surface)" />
      <path d="M80 37v-7M48 82h64M72 82c0 6 3 10 8 10s8-4 8-10" />
      <path d="M112 46h10l-10 11h10M126 27h8l-8 9h8" style={accent} />
    </Picture>
  );
}
