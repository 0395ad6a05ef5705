// The service worker: shows what is pushed, and opens what it leads to. It keeps nothing for use without a network, and
// answers no request: pages come from the server, always.
//
// Built as one file by itself, /sw.js, whose scope is the whole site. It speaks no language of its own: the words come
// with the push, in that of the person.

interface Pushed {
  id?: string;
  title: string;
  body?: string;
  /** A path of the site. */
  link: string;
  lang?: string;
  tag?: string;
}

interface Extendable extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface PushEvent extends Extendable {
  data: { json(): unknown } | null;
}
interface ClickEvent extends Extendable {
  notification: Notification;
}
interface ChangeEvent extends Extendable {
  oldSubscription?: PushSubscription | null;
  newSubscription?: PushSubscription | null;
}
interface WindowClient {
  url: string;
  focus(): Promise<WindowClient>;
  navigate(url: string): Promise<WindowClient | null>;
}
/** The part of the worker's global scope that is used here: the types of a page and those of a worker exclude each other. */
interface Worker {
  registration: ServiceWorkerRegistration;
  location: Location;
  clients: {
    claim(): Promise<void>;
    matchAll(options: { type: "window"; includeUncontrolled: boolean }): Promise<WindowClient[]>;
    openWindow(url: string): Promise<WindowClient | null>;
  };
  skipWaiting(): Promise<void>;
  addEventListener(type: "install" | "activate", listener: (event: Extendable) => void): void;
  addEventListener(type: "push", listener: (event: PushEvent) => void): void;
  addEventListener(type: "notificationclick", listener: (event: ClickEvent) => void): void;
  addEventListener(type: "pushsubscriptionchange", listener: (event: ChangeEvent) => void): void;
}

const worker = self as unknown as Worker;
const API = "/api/notifications";

worker.addEventListener("install", (event) => event.waitUntil(worker.skipWaiting()));
worker.addEventListener("activate", (event) => event.waitUntil(worker.clients.claim()));

worker.addEventListener("push", (event) => {
  const pushed = read(event.data);
  event.waitUntil(
    worker.registration.showNotification(pushed.title, {
      body: pushed.body,
      lang: pushed.lang,
      tag: pushed.tag ?? pushed.id,
      icon: "/icon-192.png",
      badge: "/icon-192.png",
      data: { id: pushed.id, link: pushed.link },
    }),
  );
});

worker.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const { id, link } = event.notification.data as { id?: string; link?: string };
  event.waitUntil(Promise.all([open(inside(link)), id ? markRead(id) : undefined]));
});

worker.addEventListener("pushsubscriptionchange", (event) => event.waitUntil(subscribeAgain(event)));

/** A push that cannot be read still happened, and browsers insist that something is shown. */
function read(data: PushEvent["data"]): Pushed {
  try {
    const pushed = data?.json() as Partial<Pushed> | undefined;
    if (typeof pushed?.title === "string" && pushed.title !== "")
      return { ...pushed, title: pushed.title, link: inside(pushed.link) };
  } catch {
    // Not of this version.
  }
  return { title: worker.location.host, link: "/notifications" };
}

/** An address of this site, whatever was said. */
function inside(link: string | undefined): string {
  const { origin } = worker.location;
  const url = new URL(link ?? "/notifications", origin);
  return url.origin === origin ? url.href : `${origin}/notifications`;
}

async function open(url: string): Promise<void> {
  const pages = await worker.clients.matchAll({ type: "window", includeUncontrolled: true });
  const [page] = [...pages.filter((one) => one.url === url), ...pages];
  if (!page) {
    await worker.clients.openWindow(url);
    return;
  }
  try {
    await page.focus();
    if (page.url !== url) await page.navigate(url);
  } catch {
    // A page that this worker does not look after yet cannot be led elsewhere.
    await worker.clients.openWindow(url);
  }
}

async function markRead(id: string): Promise<void> {
  await fetch(`${API}/notices/${encodeURIComponent(id)}`, {
    method: "PATCH",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ read: true }),
    credentials: "same-origin",
  }).catch(() => {});
}

async function subscribeAgain({ oldSubscription, newSubscription }: ChangeEvent): Promise<void> {
  const fresh =
    newSubscription ??
    (oldSubscription && (await worker.registration.pushManager.subscribe(oldSubscription.options)));
  if (!fresh) return;
  const { endpoint, keys } = fresh.toJSON();
  await fetch(`${API}/devices`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ endpoint, keys, replaces: oldSubscription?.endpoint }),
    credentials: "same-origin",
  });
}
