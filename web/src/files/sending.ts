/** Sends what stands on the shelf, one after the other: announced, put, and said to be there. */
import { effect, signal } from "@preact/signals";
import { online } from "../api/client";
import { CompleteUpload, RequestUpload } from "../api/documents";
import { act, type Refusal } from "../api/use";
import { sentence } from "../parts/form";
import { t } from "../words";
import { at, drop, move, shelf, takeDown, type Kept } from "./shelf";
import { smaller } from "./smaller";

export type Going = { share: number; refused?: string };
/** How far each one is, from 0 to 1; or why it was refused. */
export const going = signal<Record<string, Going>>({});
/** Before the id of what a file belongs to: it stands ready to be sent. */
export const SEND = "send:";
const sent = new Set<(aboutId: string) => void>();
let busy = false;

export const waitingFor = (aboutId: string): Kept[] => at(SEND + aboutId);

/** Send what was chosen in a draft: it belongs to this now. */
export function hand(place: string, aboutId: string): void {
  move(place, SEND + aboutId);
  void run();
}

/** Hear of each file that has arrived. */
export function whenSent(told: (aboutId: string) => void): () => void {
  sent.add(told);
  return () => sent.delete(told);
}

export function again(one: Kept): void {
  note(one.id, null);
  void run();
}

function note(id: string, state: Going | null): void {
  const { [id]: _, ...others } = going.value;
  going.value = state ? { ...others, [id]: state } : others;
}

/** Go on with what earlier visits left. */
export async function resume(): Promise<void> {
  await takeDown();
  await run();
}

export async function run(): Promise<void> {
  if (busy) return;
  busy = true;
  try {
    for (let one = next(); one; one = next()) if (!(await send(one))) break;
  } finally {
    busy = false;
  }
}

const next = (): Kept | undefined => shelf.peek().find((one) => one.place.startsWith(SEND) && !going.peek()[one.id]?.refused);

/** Returns false when the server is away: then all the others wait too. */
async function send(one: Kept): Promise<boolean> {
  note(one.id, { share: 0.02 });
  const { blob, name, type } = await smaller(one);
  const aboutId = one.place.slice(SEND.length);
  const sum = await crypto.subtle.digest("SHA-256", await blob.arrayBuffer());
  const sha256 = [...new Uint8Array(sum)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const input = { aboutId, name, contentType: type, size: blob.size, sha256, idempotencyKey: one.id };
  const { payload, refusals } = await act(RequestUpload, { input });
  if (!payload?.file || !payload.upload) return refuse(one, refusals[0]);
  const headers = payload.upload.headers;
  if (payload.file.status === "PENDING" && !(await put(payload.upload.url, headers, blob, (share) => note(one.id, { share })))) {
    return refuse(one, { code: "UNAVAILABLE", userMessage: "", path: [] });
  }
  const done = await act(CompleteUpload, { input: { fileId: payload.file.id } });
  if (!done.payload) return refuse(one, done.refusals[0]);
  drop(one.id);
  note(one.id, null);
  for (const told of sent) told(aboutId);
  return true;
}

function refuse(one: Kept, refusal: Refusal | undefined): boolean {
  const away = refusal?.code === "UNAUTHENTICATED" || (refusal?.code === "UNAVAILABLE" && online.peek() === false);
  note(one.id, away ? null : { share: 0, refused: refusal ? sentence(refusal) : t("not-sent") });
  return !away;
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

// Back again: what has waited goes out.
effect(() => {
  if (online.value) void run();
});
