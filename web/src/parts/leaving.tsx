/** Signing out makes this browser forget: whoever has not sent something yet is told before. */
import { leaving, signOut } from "../session";
import { t } from "../words";
import { Sheet } from "./basics";

export function LeavingSheet() {
  const stay = () => (leaving.value = false);
  return (
    <Sheet title={t("leaving-title")} open={leaving.value} close={stay}>
      <div class="stack">
        <p class="lead">{t("leaving-lead")}</p>
        <div class="acts">
          <button type="button" class="button main" onClick={stay}>
            {t("stay")}
          </button>
          <button type="button" class="button" onClick={() => void signOut()}>
            {t("sign-out")}
          </button>
        </div>
      </div>
    </Sheet>
  );
}
