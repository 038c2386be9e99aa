/** The question who is there, with the ways that this person has to answer it. */
import { useLayoutEffect, useRef } from "preact/hooks";
import { ProofsQuery, StepUp } from "../api/documents";
import { act, useRead } from "../api/use";
import { t } from "../words";
import { Skeleton } from "./basics";
import { Proof, type Shown } from "./proof";

export function Asking({ done }: { done: () => void }) {
  const { data } = useRead(ProofsQuery, {}, "network-only");
  const held = data?.viewer?.secondFactors;
  const ways = useRef<HTMLDivElement>(null);
  // The sheet opened before the ways were known, and gave the focus to what closes it.
  useLayoutEffect(() => ways.current?.querySelector<HTMLElement>("input, button")?.focus(), [!held]);
  const show = async (shown: Shown) => {
    const { payload, refusals } = await act(StepUp, { input: shown });
    if (payload) done();
    return { refusals };
  };
  if (!held) return <Skeleton rows={1} height={120} />;
  const none = !held.hasTotp && !held.passkeys.length;
  return (
    <div class="stack" ref={ways}>
      <p class="lead">{t("prove-lead")}</p>
      <Proof ways={{ totp: held.hasTotp, passkey: held.passkeys.length > 0, recovery: held.recoveryCodesLeft > 0, password: none }} show={show} />
    </div>
  );
}
