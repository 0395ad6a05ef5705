// This browser's own part in being pushed to. The browser asks its person once, and only after a press on a button.
import { addDevice } from "~/api/notifications";
import type { PushDevice } from "~/api/types";

/** Why this browser cannot be pushed to, if it cannot. */
export type Obstacle = "install-first" | "unsupported" | "denied" | null;

export function obstacle(): Obstacle {
  const can = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;
  if (!can) return isPhoneOfApple() ? "install-first" : "unsupported";
  return Notification.permission === "denied" ? "denied" : null;
}

/** On these, pushes come to what was put on the home screen alone. */
function isPhoneOfApple(): boolean {
  return (
    /iPhone|iPad/.test(navigator.userAgent) ||
    (/Mac/.test(navigator.userAgent) && navigator.maxTouchPoints > 1)
  );
}

/** Asks the person, then the browser, then the server. `null` when the person said no. */
export async function agree(key: string): Promise<PushDevice | null> {
  const registration = await navigator.serviceWorker.register("/sw.js");
  if ((await Notification.requestPermission()) !== "granted") return null;
  await navigator.serviceWorker.ready;
  const options = { userVisibleOnly: true, applicationServerKey: bytes(key) };
  const before = await registration.pushManager.getSubscription();
  // One made with another key, of an installation that moved, would be pushed to in vain.
  if (before && !sameKey(before, key)) await before.unsubscribe();
  return addDevice((await registration.pushManager.subscribe(options)).toJSON());
}

/** The browser forgets what it agreed to. */
export async function disagree(): Promise<void> {
  const registration = await navigator.serviceWorker.getRegistration("/");
  await (await registration?.pushManager.getSubscription())?.unsubscribe();
}

function sameKey(subscription: PushSubscription, key: string): boolean {
  const known = subscription.options?.applicationServerKey;
  if (!known) return false;
  const wanted = bytes(key);
  return new Uint8Array(known).every((byte, index) => byte === wanted[index]);
}

/** Bytes of base64url. */
export function bytes(text: string): Uint8Array<ArrayBuffer> {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (character) => character.charCodeAt(0));
}
