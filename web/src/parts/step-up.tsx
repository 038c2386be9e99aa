/** Asks who is there before something delicate; what had been asked for is done afterwards by itself. */
import { ProofsQuery, StepUp } from "../api/documents";
import { act, demand, useRead } from "../api/use";
import { t } from "../words";
import { Sheet, Skeleton } from "./basics";
import { Proof, type Shown } from "./proof";

export function StepUpSheet() {
  const settle = demand.value;
  return (
    <Sheet title={t("prove-title")} open={settle !== null} close={() => settle?.(false)}>
      {settle && <Asking done={() => settle(true)} />}
    </Sheet>
  );
}

function Asking({ done }: { done: () => void }) {
  const { data } = useRead(ProofsQuery, {}, "network-only");
  const held = data?.viewer?.secondFactors;
  const show = async (shown: Shown) => {
    const { payload, refusals } = await act(StepUp, { input: shown });
    if (payload) done();
    return { refusals };
  };
  if (!held) return <Skeleton rows={1} height={120} />;
  const none = !held.hasTotp && !held.passkeys.length;
  return (
    <div class="stack">
      <p class="lead">{t("prove-lead")}</p>
      <Proof ways={{ totp: held.hasTotp, passkey: held.passkeys.length > 0, recovery: held.recoveryCodesLeft > 0, password: none }} show={show} />
    </div>
  );
}
