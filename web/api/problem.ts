// A refusal by the server (RFC 9457), or by the network on the way to it, as one error class.
// The interface switches on `slug` and never on a status or a sentence.

const TYPE_PREFIX = "https://liiibre.org/problems/";

export type Slug =
  | "unauthenticated"
  | "forbidden"
  | "not-found"
  | "invalid-input"
  | "name-taken"
  | "precondition-failed"
  | "over-quota"
  | "storage-full"
  | "locked"
  | "too-many-attempts"
  | "wrong-credentials"
  | "too-large"
  | "conflict"
  | "moved-into-itself"
  | "upload-offset"
  | "internal"
  | "unknown-host"
  | "suspended"
  /** The organisation would be left without a main administrator. */
  | "tool-off"
  | "last-owner"
  /** An address was sent as many letters as it may get for now. */
  | "too-many-letters"
  /** There is an invitation for this address. */
  | "already-invited"
  | "too-many-letters"
  | "already-invited"
  /** Somebody answers for guests, who would be left without. */
  | "sponsor"
  /** The domain leads to another organisation. */
  | "domain-taken"
  /** An organisation has as many other addresses as it may. */
  | "too-many-domains"
  /** Whoever runs the installation looks after domains. */
  | "domains-off"
  /** The server could not be reached at all. */
  | "unreachable";

export interface ProblemBody {
  type?: string;
  title?: string;
  status?: number;
  detail?: string;
  request_id?: string;
  [extra: string]: unknown;
}

export class Problem extends Error {
  override readonly name = "Problem";
  readonly slug: Slug;
  readonly status: number;
  /** What happened and what to do, as the server words it; may be empty. */
  readonly detail: string;
  readonly requestId: string | null;
  /** The field of the request that was refused, for `invalid-input`. */
  readonly field: string | null;
  /** Seconds to wait, for `too-many-attempts`. */
  readonly retryAfter: number | null;
  /** The offset that the server has, for `upload-offset`. */
  readonly offset: number | null;

  constructor(slug: Slug, status: number, body: ProblemBody = {}) {
    super(body.detail || body.title || slug);
    this.slug = slug;
    this.status = status;
    this.detail = body.detail ?? "";
    this.requestId = body.request_id ?? null;
    this.field = typeof body.field === "string" ? body.field : null;
    this.retryAfter = typeof body.retry_after === "number" ? body.retry_after : null;
    this.offset = typeof body.offset === "number" ? body.offset : null;
  }
}

export function isProblem(error: unknown, slug?: Slug): error is Problem {
  return error instanceof Problem && (slug === undefined || error.slug === slug);
}

const SLUG_OF_STATUS: Record<number, Slug> = {
  401: "unauthenticated",
  403: "forbidden",
  404: "not-found",
  409: "conflict",
  412: "precondition-failed",
  413: "too-large",
  422: "invalid-input",
  423: "locked",
  429: "too-many-attempts",
  507: "over-quota",
};

/** Reads the body of a refused request; anything that is not a problem document (a proxy's page) is judged by its status. */
export function problemFrom(
  status: number,
  text: string,
  headers?: { get(name: string): string | null },
): Problem {
  let body: ProblemBody = {};
  try {
    const parsed: unknown = JSON.parse(text);
    if (parsed !== null && typeof parsed === "object") body = parsed as ProblemBody;
  } catch {
    // Not ours: the status says enough.
  }
  const slug = body.type?.startsWith(TYPE_PREFIX)
    ? (body.type.slice(TYPE_PREFIX.length) as Slug)
    : (SLUG_OF_STATUS[status] ??
      (status === 502 || status === 503 || status === 504 ? "unreachable" : "internal"));
  const retryAfter = Number(headers?.get("Retry-After"));
  if (body.retry_after === undefined && Number.isFinite(retryAfter) && retryAfter > 0)
    body.retry_after = retryAfter;
  return new Problem(slug, status, body);
}
