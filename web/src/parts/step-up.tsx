/** Asks who is there before something delicate; what had been asked for is done afterwards by itself. */
import { demand } from "../api/use";
import { t } from "../words";
import { Sheet } from "./basics";
import { lazy } from "./lazy";

const Asking = lazy(async () => (await import("./asking")).Asking);

export function StepUpSheet() {
  const settle = demand.value;
  return (
    <Sheet title={t("prove-title")} open={settle !== null} close={() => settle?.(false)}>
      {settle && <Asking done={() => settle(true)} />}
    </Sheet>
  );
}
