/** Light, dark, or as the system says. */
import { signal } from "@preact/signals";
import { remember, remembered } from "./stored";

export const APPEARANCES = ["system", "light", "dark"] as const;
export type Appearance = (typeof APPEARANCES)[number];

const stored = remembered("appearance");
export const appearance = signal<Appearance>(stored === "light" || stored === "dark" ? stored : "system");

export function appear(chosen: Appearance): void {
  appearance.value = chosen;
  remember("appearance", chosen === "system" ? null : chosen);
  if (chosen === "system") delete document.documentElement.dataset["appearance"];
  else document.documentElement.dataset["appearance"] = chosen;
}
