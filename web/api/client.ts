// Every request of the interface goes through here: same-origin JSON, refusals as `Problem`, and one place that
// notices that the session is over. Cookies carry the session and the browser's Sec-Fetch-Site guards against
// forged requests, so there is no token to keep.
import { Problem, problemFrom } from "./problem";

type Query = Record<string, string | number | boolean | null | undefined>;

export interface RequestOptions {
  query?: Query;
  /** Sent as JSON. */
  json?: unknown;
  /** Sent as it is. */
  body?: Blob | ArrayBuffer;
  headers?: Record<string, string>;
  /** Refuse with `precondition-failed` when the thing has changed since this ETag. */
  ifMatch?: string;
  signal?: AbortSignal;
}

let onSignedOut: () => void = () => {};

/** Called when a request is refused because the session has ended. The shell shows the sign-in page over the place. */
export function whenSignedOut(listener: () => void): void {
  onSignedOut = listener;
}

export function url(path: string, query: Query = {}): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null) params.set(name, String(value));
  }
  const search = params.toString();
  return search === "" ? path : `${path}?${search}`;
}

/** Sends a request and reads the JSON answer; `undefined` for 204. Throws `Problem`, or the AbortError of `signal`. */
export async function request<T>(method: string, path: string, options: RequestOptions = {}): Promise<T> {
  const headers: Record<string, string> = { Accept: "application/json", ...options.headers };
  let body: BodyInit | undefined = options.body;
  if (options.json !== undefined) {
    headers["Content-Type"] = "application/json";
    body = JSON.stringify(options.json);
  }
  if (options.ifMatch !== undefined) headers["If-Match"] = `"${options.ifMatch}"`;

  let response: Response;
  let text: string;
  try {
    response = await fetch(url(path, options.query), {
      method,
      headers,
      body,
      signal: options.signal,
      credentials: "same-origin",
    });
    text = response.status === 204 ? "" : await response.text();
  } catch (cause) {
    if (options.signal?.aborted) throw cause;
    throw new Problem("unreachable", 0);
  }
  if (!response.ok) {
    const problem = problemFrom(response.status, text, response.headers);
    if (problem.slug === "unauthenticated") onSignedOut();
    throw problem;
  }
  return (text === "" ? undefined : JSON.parse(text)) as T;
}

export const get = <T>(path: string, options?: RequestOptions) => request<T>("GET", path, options);
export const post = <T>(path: string, options?: RequestOptions) => request<T>("POST", path, options);
export const put = <T>(path: string, options?: RequestOptions) => request<T>("PUT", path, options);
export const patch = <T>(path: string, options?: RequestOptions) => request<T>("PATCH", path, options);
export const remove = <T = void>(path: string, options?: RequestOptions) =>
  request<T>("DELETE", path, options);

/** A header for a POST that must not create twice when it is sent again after a broken connection. */
export function idempotent(): Record<string, string> {
  return { "Idempotency-Key": uuid() };
}

/** `crypto.randomUUID` exists only over TLS and on localhost; an installation on a plain-HTTP LAN has neither. */
function uuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
