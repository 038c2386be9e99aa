/** Signed in with the password; a second factor is to be shown, or first to be set up. */
import { CompleteSignIn } from "../../api/documents";
import { restart } from "../../api/client";
import { act } from "../../api/use";
import { Proof, type Shown } from "../../parts/proof";
import { lazy } from "../../parts/lazy";
import { awaited, signOut, type Halfway } from "../../session";
import { t } from "../../words";
import { Frame } from "./frame";

const SetUpFactor = lazy(async () => (await import("../settings/factors")).SetUpFactor);

export function HalfwayPage({ viewer }: { viewer: Halfway }) {
  const setUp = viewer.nextStep === "SET_UP_SECOND_FACTOR";
  const takes = (kind: string) => awaited.value?.includes(kind) ?? true;
  const show = async (shown: Shown) => {
    const { payload, refusals } = await act(CompleteSignIn, { input: "password" in shown ? {} : shown });
    if (payload) restart();
    return { refusals };
  };
  return (
    <Frame title={t(setUp ? "set-up-title" : "factor-title")} lead={t(setUp ? "set-up-lead" : "factor-lead")}>
      {setUp ? (
        <SetUpFactor done={restart} />
      ) : (
        <Proof ways={{ totp: takes("TOTP"), passkey: takes("PASSKEY"), recovery: takes("RECOVERY_CODE") }} show={show} />
      )}
      <p class="aside">
        <button type="button" class="link" onClick={() => void signOut()}>
          {t("sign-in-as-other")}
        </button>
      </p>
    </Frame>
  );
}
