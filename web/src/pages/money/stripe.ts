/** Stripe's script, fetched from Stripe's own address by the one page that shows its component. */
import { loadedAt } from "../../router";
import { locale } from "../../words";

const ADDRESS = "https://js.stripe.com/v3/";

export type Action = { clientSecret: string; publishableKey: string; accountId: string };
export type Kind = "payment" | "setup";
type Said = { error?: { type: string; message?: string }; paymentIntent?: { status: string } };
type Part = { mount: (place: HTMLElement) => void; destroy: () => void; on: (event: "ready" | "loaderror", hear: () => void) => void };
type Elements = { create: (name: "payment") => Part };
type Confirm = (what: { elements: Elements; confirmParams: { return_url: string } }) => Promise<Said>;
type Stripe = {
  elements: (how: object) => Elements;
  confirmPayment: Confirm;
  confirmSetup: Confirm;
  retrievePaymentIntent: (secret: string) => Promise<Said>;
  handleNextAction: (what: { clientSecret: string }) => Promise<Said>;
};
type Maker = (key: string, options: { stripeAccount: string; locale: string }) => Stripe;

declare global {
  interface Window {
    Stripe?: Maker;
  }
}

/** Whether this document was loaded from an address where the server lets Stripe's component in. */
export const letIn = (): boolean => loadedAt.startsWith("/pay/");

let coming: Promise<Maker> | null = null;

function fetched(): Promise<Maker> {
  coming ??= new Promise<Maker>((found, missed) => {
    const script = document.createElement("script");
    script.src = ADDRESS;
    script.onload = () => (window.Stripe ? found(window.Stripe) : missed(new Error("no Stripe")));
    script.onerror = () => missed(new Error("Stripe's script does not come"));
    document.head.append(script);
  }).catch((error: unknown) => {
    // The next try asks anew.
    coming = null;
    throw error;
  });
  return coming;
}

export type Shown = { confirm: (back: string) => Promise<string | null>; end: () => void };

/** Show the component in a place; `confirm` leaves for `back`, or returns what the payer is to know ("" for no words). */
export async function show(place: HTMLElement, action: Action, kind: Kind, told: (state: "ready" | "failed") => void): Promise<Shown> {
  const make = await fetched();
  const stripe = make(action.publishableKey, { stripeAccount: action.accountId, locale: locale.value });
  const found = kind === "payment" ? await stripe.retrievePaymentIntent(action.clientSecret) : {};
  if (found.paymentIntent?.status === "requires_action") {
    // A saved card that its bank asks about: nothing is entered any more, the bank's question is shown.
    told("ready");
    return { confirm: async () => worded(await stripe.handleNextAction({ clientSecret: action.clientSecret })), end: () => undefined };
  }
  const scheme = getComputedStyle(document.documentElement).colorScheme;
  const isDark = scheme === "dark" || (scheme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  const appearance = { theme: isDark ? "night" : "stripe", variables: { borderRadius: "12px", fontSizeBase: "16px" } };
  const elements = stripe.elements({ clientSecret: action.clientSecret, appearance });
  const part = elements.create("payment");
  part.on("ready", () => told("ready"));
  part.on("loaderror", () => told("failed"));
  part.mount(place);
  const confirm = async (back: string) => {
    const what = { elements, confirmParams: { return_url: location.origin + back } };
    return worded(await (kind === "payment" ? stripe.confirmPayment(what) : stripe.confirmSetup(what)));
  };
  return { confirm, end: () => part.destroy() };
}

/** What the payer is to know; null where all is well. */
function worded({ error }: Said): string | null {
  if (!error) return null;
  // Of the payer's own doing: Stripe words it, in the payer's language. The rest is for developers.
  return error.type === "card_error" || error.type === "validation_error" ? (error.message ?? "") : "";
}
