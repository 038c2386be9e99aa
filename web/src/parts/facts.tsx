/** A short list of what is known: a word and its value. */
import type { ComponentChildren } from "preact";
import { t } from "../words";
import { beside } from "../format";
import { word } from "./status";

export function Facts({ of }: { of: readonly (readonly [string, ComponentChildren])[] }) {
  return (
    <dl class="facts">
      {of
        .filter(([, value]) => value !== null && value !== undefined && value !== "")
        .map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}

const LEASE_TONE: Record<string, string> = {
  DRAFT: "quiet", OFFERED: "new", SIGNED: "scheduled", ACTIVE: "done", HOLDOVER: "progress", NOTICE_GIVEN: "high", ENDED: "quiet",
  CLOSED: "quiet", CANCELLED: "quiet",
};
const UNIT_TONE: Record<string, string> = {
  OCCUPIED: "done", NOTICE_UNRENTED: "high", NOTICE_RENTED: "progress", VACANT_RENTED: "scheduled", VACANT_READY: "new",
  VACANT_NOT_READY: "high", DOWN: "quiet",
};

export function LeaseChip({ status }: { status: string }) {
  return <span class={`chip tone tone-${LEASE_TONE[status] ?? "quiet"}`}>{word("lease", status)}</span>;
}

export function UnitChip({ occupancy }: { occupancy: string }) {
  return <span class={`chip tone tone-${UNIT_TONE[occupancy] ?? "quiet"}`}>{word("unit", occupancy)}</span>;
}

export function Names({ of }: { of: readonly { name: string }[] }) {
  return of.length ? <bdi>{beside(of.map((one) => one.name))}</bdi> : <span class="quiet-line">{t("nobody")}</span>;
}
