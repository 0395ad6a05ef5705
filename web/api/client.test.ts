import { afterEach, describe, expect, it, vi } from "vitest";
import { get, idempotent, patch, url, whenSignedOut } from "./client";
import { isProblem, Problem, problemFrom } from "./problem";

function serverAnswers(status: number, body: string, headers: Record<string, string> = {}) {
  const fetch = vi.fn(
    async (_url: string, _init: RequestInit) =>
      new Response(status === 204 ? null : body, { status, headers }),
  );
  vi.stubGlobal("fetch", fetch);
  return fetch;
}

const problem = (slug: string, extra: object = {}) =>
  JSON.stringify({ type: `https://liiibre.org/problems/${slug}`, title: slug, ...extra });

async function refusal(promise: Promise<unknown>): Promise<Problem> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error("was not refused");
}

afterEach(() => {
  vi.unstubAllGlobals();
  whenSignedOut(() => {});
});

describe("a request", () => {
  it("leaves out what is not set and encodes the rest", () => {
    expect(url("/api/x", { after: null, limit: 5, query: "é&=", none: undefined })).toBe(
      "/api/x?limit=5&query=%C3%A9%26%3D",
    );
    expect(url("/api/x")).toBe("/api/x");
  });
  it("sends JSON and the ETag it is conditional on, quoted", async () => {
    const fetch = serverAnswers(200, '{"name":"b"}');
    await expect(patch("/api/x", { json: { name: "b" }, ifMatch: "abc" })).resolves.toEqual({ name: "b" });
    const init = fetch.mock.calls[0]?.[1];
    expect(init?.method).toBe("PATCH");
    expect(init?.body).toBe('{"name":"b"}');
    expect(init?.headers).toMatchObject({ "Content-Type": "application/json", "If-Match": '"abc"' });
  });
  it("has nothing to read after 204", async () => {
    serverAnswers(204, "");
    await expect(get("/api/x")).resolves.toBeUndefined();
  });
});

describe("a refusal", () => {
  it("carries the slug, the field and the time to wait", async () => {
    serverAnswers(429, problem("too-many-attempts", { retry_after: 40, detail: "Slow down." }));
    const refused = await refusal(get("/api/x"));
    expect(refused).toMatchObject({
      slug: "too-many-attempts",
      status: 429,
      retryAfter: 40,
      message: "Slow down.",
    });
    expect(isProblem(refused, "too-many-attempts")).toBe(true);
    expect(isProblem(refused, "conflict")).toBe(false);
  });
  it("takes the wait from the header when only that has it", () => {
    const refused = problemFrom(429, problem("too-many-attempts"), new Headers({ "Retry-After": "12" }));
    expect(refused.retryAfter).toBe(12);
  });
  it("is judged by its status when a proxy answered instead of the server", () => {
    expect(problemFrom(502, "<html>Bad gateway</html>").slug).toBe("unreachable");
    expect(problemFrom(413, "too big").slug).toBe("too-large");
    expect(problemFrom(418, "").slug).toBe("internal");
    expect(problemFrom(500, "[]").slug).toBe("internal");
    expect(problemFrom(500, "null").slug).toBe("internal");
  });
  it("is `unreachable` when there was no answer at all", async () => {
    vi.stubGlobal(
      "fetch",
      vi.fn(async () => Promise.reject(new TypeError("Failed to fetch"))),
    );
    expect((await refusal(get("/api/x"))).slug).toBe("unreachable");
  });
  it("is not made of a request that was cancelled", async () => {
    const abort = new AbortController();
    abort.abort();
    const cancelled = new DOMException("aborted", "AbortError");
    vi.stubGlobal(
      "fetch",
      vi.fn(async () => Promise.reject(cancelled)),
    );
    await expect(get("/api/x", { signal: abort.signal })).rejects.toBe(cancelled);
  });
});

describe("the end of a session", () => {
  it("is told once the server says so, and not for a wrong password", async () => {
    const listener = vi.fn();
    whenSignedOut(listener);
    serverAnswers(401, problem("wrong-credentials"));
    await refusal(get("/api/x"));
    expect(listener).not.toHaveBeenCalled();
    serverAnswers(401, problem("unauthenticated"));
    await refusal(get("/api/x"));
    expect(listener).toHaveBeenCalledOnce();
  });
});

describe("an idempotency key", () => {
  it("is a UUID and never the same", () => {
    const key = () => idempotent()["Idempotency-Key"] ?? "";
    expect(key()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(key()).not.toBe(key());
  });
});
