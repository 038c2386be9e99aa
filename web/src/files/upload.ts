/** One file over the wire: announced, put where the server says, and said to be there. */
import { CompleteUpload, RequestUpload } from "../api/documents";
import { act, type Refusal } from "../api/use";
import type { Kept } from "./shelf";
import { smaller } from "./smaller";

type Uploaded = { fileId: string | null; refusal?: Refusal | undefined };

/** The same `id` twice is one file. */
export async function upload(one: Pick<Kept, "id" | "blob" | "name" | "type">, aboutId: string, tell: (share: number) => void): Promise<Uploaded> {
  tell(0.02);
  const { blob, name, type } = await smaller(one);
  const sum = await crypto.subtle.digest("SHA-256", await blob.arrayBuffer());
  const sha256 = [...new Uint8Array(sum)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const input = { aboutId, name, contentType: type, size: blob.size, sha256, idempotencyKey: one.id };
  const { payload, refusals } = await act(RequestUpload, { input });
  if (!payload?.file || !payload.upload) return { fileId: null, refusal: refusals[0] };
  if (payload.file.status === "PENDING" && !(await put(payload.upload.url, payload.upload.headers, blob, tell))) {
    return { fileId: null, refusal: { code: "UNAVAILABLE", userMessage: "", path: [] } };
  }
  const done = await act(CompleteUpload, { input: { fileId: payload.file.id } });
  return done.payload ? { fileId: payload.file.id } : { fileId: null, refusal: done.refusals[0] };
}

type Headers = readonly { name: string; value: string }[];

function put(url: string, headers: Headers, blob: Blob, tell: (share: number) => void): Promise<boolean> {
  return new Promise((settle) => {
    // What fetch cannot tell: how much has gone out.
    const request = new XMLHttpRequest();
    request.open("PUT", url);
    request.timeout = 300_000;
    for (const { name, value } of headers) request.setRequestHeader(name, value);
    request.upload.onprogress = (event) => tell(Math.max(0.02, (event.loaded / event.total) * 0.95));
    request.onload = () => settle(request.status < 300);
    request.onerror = request.ontimeout = request.onabort = () => settle(false);
    request.send(blob);
  });
}
