/** Who is signed in here, and the way in and out. */
import { signal } from "@preact/signals";
import type { CombinedError } from "@urql/core";
import { client, ended, generation, restart } from "./api/client";
import { HalfwayQuery, HomeQuery, SessionQuery, SignOut } from "./api/documents";
import type { ResultOf } from "./api/graphql";
import { live } from "./api/live";
import { pause } from "./api/paced";
import { appear, appearance } from "./appearance";
import { dress } from "./brand";
import { forgetWho, takeOver } from "./preferences";
import { belongTo, draft, remember, remembered, rememberedUnder, whose } from "./stored";
import { allWords, locale, speak } from "./words";

export type Viewer = NonNullable<ResultOf<typeof SessionQuery>["viewer"]>;
export type Halfway = NonNullable<ResultOf<typeof HalfwayQuery>["viewer"]>;
/** `leaving`: somebody has signed out, and the server does not know it yet. */
export type Because = "ended" | "offline" | "leaving";
type State =
  | { kind: "unknown" }
  | { kind: "halfway"; viewer: Halfway }
  | { kind: "out"; because?: Because; awaits?: boolean }
  | { kind: "in"; viewer: Viewer };

export const session = signal<State>({ kind: "unknown" });
/** What the sign-in takes as the second factor; null where that is not known, as after a reload. */
export const awaited = signal<readonly string[] | null>(null);
let leave: (() => void) | null = null;
const PATIENCE_MS = 5_000;
const RESUME_MS = 8_000;
/** Remembered where a tenant is signed in: the first page is known before they are. */
const AT_HOME = "at-home";
const AHEAD_MS = 1_000;
const RETRY_MS = 1_000;
const RETRY_MOST_MS = 15_000;
/** Remembered from signing out until the server has answered: before that nobody is let in by the old session. */
const LEAVING = "signing-out";
/** Whether it was in this tab. */
let isAtIt = false;
const OTHERS_MS = 2_000;
/** Remembers who is signed in here, for the other tabs. */
const SIGNED_IN = "signed-in";
/** The turn of the client in which somebody was found signed in: what it keeps is theirs. */
let filled = -1;
/** Counts how often it was asked who is there: the last answer counts. */
let asked = 0;

// Every tab has the same session: one that still shows the person before would act as somebody else.
addEventListener("storage", ({ key, newValue }) => {
  if (key !== SIGNED_IN || newValue === whose() || session.peek().kind === "out") return;
  if (newValue) startOver();
  else if (session.peek().kind === "in") ended.value = true;
});

/** Show and keep nothing of whoever was here; the app then asks anew who it is. */
function startOver(): void {
  session.value = { kind: "unknown" };
  restart();
}

const hasCode = (error: CombinedError | undefined, code: string): boolean => Boolean(error?.graphQLErrors.some((one) => one.extensions["code"] === code));

/** Ask who this is, and follow what happens from that instant on; whoever is not answered asks again after a while. */
export async function arrive(tries = 0): Promise<void> {
  leave?.();
  leave = null;
  const [turn, mine] = [generation.peek(), (asked += 1)];
  const isOver = () => turn !== generation.peek() || mine !== asked;
  const isLeaving = remembered(LEAVING) !== null;
  const away = () => (session.value = { kind: "out", because: isLeaving ? "leaving" : "offline" });
  // Who is not known for now is signed out by nothing, and what is on the screen stays there: it is asked again.
  const unknown = () => {
    if (session.peek().kind !== "in") away();
    setTimeout(() => isOver() || void arrive(tries + 1), Math.min(RETRY_MOST_MS, RETRY_MS * 2 ** tries) * (1 + Math.random() / 2));
  };
  if (isLeaving && session.peek().kind !== "out") session.value = { kind: "unknown" };
  // Without a line the question is asked again and again: meanwhile say so, instead of showing nothing.
  const late = setTimeout(() => isOver() || session.peek().kind !== "unknown" || away(), PATIENCE_MS);
  const isGone = !isLeaving || (await saidGoodbye());
  if (isOver()) return;
  if (!isGone) return unknown();
  const [{ data, error }] = await Promise.all([client.query(SessionQuery, {}, { requestPolicy: "network-only" }).toPromise(), ahead()]);
  clearTimeout(late);
  const incomplete = data?.viewer?.nextStep || hasCode(error, "MFA_REQUIRED");
  const halfway = incomplete ? await stillToDo() : null;
  // Begun anew meanwhile: that asks by itself, and this may be the answer of somebody else's session.
  if (isOver()) return;
  if (halfway) {
    session.value = { kind: "halfway", viewer: halfway };
  } else if (data?.viewer && !incomplete) {
    ended.value = false;
    const isOther = whose() !== "" && whose() !== data.viewer.id;
    const isMixed = isOther && (session.peek().kind === "in" || filled === turn);
    belongTo(data.viewer.id);
    remember(SIGNED_IN, data.viewer.id);
    if (isMixed) return startOver();
    filled = turn;
    // What an earlier visit left is sent when the page stands: nobody waits for it.
    setTimeout(() => void Promise.all([import("./files/sending"), allWords()]).then(([sending]) => sending.resume()), RESUME_MS);
    takeOver(data.viewer);
    dress(data.viewer.organization?.brandColor);
    session.value = { kind: "in", viewer: data.viewer };
    remember(AT_HOME, isStaff(data.viewer) ? null : "yes");
    if (data.viewer.organization) leave = live(data.eventCursor, data.viewer.role);
  } else if (incomplete || (error && !hasCode(error, "UNAUTHENTICATED"))) {
    unknown();
  } else {
    session.value = { kind: "out", awaits: data?.isAwaitingOrganization ?? false, ...(ended.value ? { because: "ended" as const } : {}) };
  }
}

/**
 * Ask for a tenant's first page together with who this is, where a tenant was here before: a slow line answers both at once.
 * It is waited for, because the page asks once more when it stands: what is read after the session began misses nothing.
 */
async function ahead(): Promise<void> {
  if (location.pathname === "/" && remembered(AT_HOME)) {
    // A first page that is slow or fails keeps nobody out.
    await Promise.race([client.query(HomeQuery, { locale: locale.value }).toPromise(), pause(AHEAD_MS)]).catch(() => undefined);
  }
}

async function stillToDo(): Promise<Halfway | null> {
  const { data } = await client.query(HalfwayQuery, {}, { requestPolicy: "network-only" }).toPromise();
  return data?.viewer?.nextStep ? data.viewer : null;
}

/** Set while somebody is asked whether to leave although something is not sent yet. */
export const leaving = signal(false);

/** Sign out, at once where nothing would be lost by it. */
export async function askToSignOut(): Promise<void> {
  // Without a line it may not be there: then nothing stands on it.
  const shelf = await import("./files/shelf").catch(() => null);
  await shelf?.ready();
  if (draft.any() || rememberedUnder(`outbox:${whose()}:`).length || shelf?.shelf.value.some((one) => one.owner === whose())) leaving.value = true;
  else signOut();
}

/** Sign out: here at once, and at the server as soon as it answers; `arrive` sees to that, also after a reload. */
export function signOut(): void {
  leaving.value = false;
  isAtIt = true;
  remember(LEAVING, "yes");
  draft.forget(["locale", "appearance", LEAVING]);
  void import("./files/shelf").then((shelf) => shelf.clear()).catch(() => undefined);
  void import("./pages/outbox").then((outbox) => outbox.clear()).catch(() => undefined);
  forgetWho();
  dress(null);
  startOver();
}

/** Tell the server that this session is over; returns whether it knows by now. */
async function saidGoodbye(): Promise<boolean> {
  // The tab where somebody has signed out does it; the others only where that one was closed.
  if (!isAtIt) await pause(OTHERS_MS);
  if (!remembered(LEAVING)) return true;
  const { data, error } = await client.mutation(SignOut, {}).toPromise();
  if (!data?.signOut && !hasCode(error, "UNAUTHENTICATED")) return false;
  remember(LEAVING, null);
  isAtIt = false;
  // The browser was told to forget all of this site, for whoever sits here next; how pages look is nobody's secret.
  appear(appearance.value);
  void speak(locale.value);
  return true;
}

export const viewerOf = (state: State): Viewer | null => (state.kind === "in" ? state.viewer : null);

/** The staff's side of the portal, or the tenants'. */
export function isStaff(viewer: Viewer): boolean {
  return viewer.role !== null && !["TENANT", "GUARANTOR"].includes(viewer.role);
}
