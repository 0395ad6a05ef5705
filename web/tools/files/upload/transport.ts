/**
 * The upload protocol over HTTP. Chunks go by XMLHttpRequest, the only way a browser tells how many
 * bytes of a request have left. A connection that stands still is called lost, so that the queue
 * tries again rather than waiting for the operating system to notice.
 */
import { abortUpload, createUpload, ensureFolder, uploadState } from "~/api/files";
import { isProblem, type Problem, problemFrom } from "~/api/problem";
import type { UploadProgress } from "~/api/types";
import { Refused, type Transport } from "./queue";

/** No byte moved for this long: lost. */
const STALLED_MS = 45_000;
/** After the last byte the server may still have to write and hash. */
const ANSWER_MS = 120_000;

export const httpTransport: Transport = {
  open: (opening) =>
    refusals(async () => {
      const upload = await createUpload({
        parent_id: opening.parentId,
        path: opening.path,
        size: opening.size,
        modified_at: new Date(opening.modifiedAt).toISOString(),
        media_type: opening.mediaType === "" ? undefined : opening.mediaType,
        if_exists: opening.ifExists,
      });
      return { uploadId: upload.id, offset: upload.offset };
    }),
  check: (uploadId, signal) =>
    refusals(async () => {
      const upload = await uploadState(uploadId, signal);
      return { offset: upload.offset };
    }),
  makeFolder: (parentId, path) =>
    refusals(async () => {
      const node = await ensureFolder(parentId, path);
      return { nodeId: node.id };
    }),
  discard: (uploadId) => abortUpload(uploadId),
  send: async ({ uploadId, offset, body }, onProgress, signal) => {
    try {
      return await sendChunk(`/api/files/uploads/${uploadId}`, offset, body, onProgress, signal);
    } catch (error) {
      if (!(error instanceof Refused) && !signal.aborted && !(await isReadable(body))) {
        throw new Refused({ slug: "unreadable" });
      }
      throw error;
    }
  },
};

function sendChunk(
  address: string,
  offset: number,
  body: Blob,
  onProgress: (bytes: number) => void,
  signal: AbortSignal,
): Promise<{ offset: number; nodeId: string | null }> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    let watch = window.setTimeout(stalled, STALLED_MS);
    function stalled(): void {
      request.abort();
      reject(new Error("the connection stands still"));
    }
    function moved(patience: number): void {
      window.clearTimeout(watch);
      watch = window.setTimeout(stalled, patience);
    }
    function abort(): void {
      request.abort();
      reject(new DOMException("cancelled", "AbortError"));
    }
    signal.addEventListener("abort", abort, { once: true });
    request.upload.onprogress = (event) => {
      moved(STALLED_MS);
      onProgress(event.loaded);
    };
    request.upload.onload = () => moved(ANSWER_MS);
    request.onerror = () => reject(new Error("the connection broke"));
    request.onload = () => {
      if (request.status === 200) {
        try {
          const answer = JSON.parse(request.responseText) as UploadProgress;
          resolve({ offset: answer.offset, nodeId: answer.node?.id ?? null });
        } catch (error) {
          reject(error);
        }
        return;
      }
      const problem = problemFrom(request.status, request.responseText, {
        get: (name) => request.getResponseHeader(name),
      });
      reject(problem.slug === "unreachable" ? problem : refusedBy(problem));
    };
    request.onloadend = () => {
      window.clearTimeout(watch);
      signal.removeEventListener("abort", abort);
    };
    request.open("PATCH", address);
    request.setRequestHeader("Upload-Offset", String(offset));
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.send(body);
  });
}

async function refusals<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isProblem(error) && error.slug !== "unreachable") throw refusedBy(error);
    throw error;
  }
}

function refusedBy(problem: Problem): Refused {
  return new Refused({
    slug: problem.slug,
    detail: problem.detail,
    offset: problem.offset ?? undefined,
    retryAfter: problem.retryAfter ?? undefined,
  });
}

/** Was the file moved, changed or deleted on this machine since it was picked? */
async function isReadable(body: Blob): Promise<boolean> {
  try {
    await body.slice(0, 1).arrayBuffer();
    return true;
  } catch {
    return false;
  }
}
