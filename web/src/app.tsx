/** Which page stands at which address, for whom. */
import { effect } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { ended, generation } from "./api/client";
import { Home } from "./pages/home";
import { SignInPage } from "./pages/entry/sign-in";
import { More } from "./pages/more";
import { Tickets } from "./pages/tickets";
import { Missing } from "./parts/basics";
import { lazy } from "./parts/lazy";
import { Shell } from "./parts/shell";
import { places } from "./places";
import { parts, token } from "./router";
import { arrive, isStaff, session, type Viewer } from "./session";
import { UnreadTotal } from "./unread";

// Whoever shows data of an ended session asks once more who is there.
effect(() => {
  if (ended.value && session.peek().kind === "in") void arrive();
});

const Board = lazy(async () => (await import("./pages/board")).Board);
const Inbox = lazy(async () => (await import("./pages/inbox")).Inbox);
const HalfwayPage = lazy(async () => (await import("./pages/entry/halfway")).HalfwayPage);
const ForgotPage = lazy(async () => (await import("./pages/entry/reset")).ForgotPage);
const ResetPage = lazy(async () => (await import("./pages/entry/reset")).ResetPage);
const InvitationPage = lazy(async () => (await import("./pages/entry/invitation")).InvitationPage);
const FoundPage = lazy(async () => (await import("./pages/entry/found")).FoundPage);
const EmailPage = lazy(async () => (await import("./pages/entry/email")).EmailPage);
const Report = lazy(async () => (await import("./pages/report")).Report);
const TicketPage = lazy(async () => (await import("./pages/ticket")).TicketPage);
const Settings = lazy(async () => (await import("./pages/settings")).Settings);
const NotificationsPage = lazy(async () => (await import("./pages/notifications")).NotificationsPage);
const TokensPage = lazy(async () => (await import("./pages/settings/tokens")).TokensPage);
const OrganizationPage = lazy(async () => (await import("./pages/settings/organization")).OrganizationPage);
const RollPage = lazy(async () => (await import("./pages/homes/roll")).RollPage);
const ImportPage = lazy(async () => (await import("./pages/homes/import")).ImportPage);
const PropertiesPage = lazy(async () => (await import("./pages/homes/properties")).PropertiesPage);
const UnitPage = lazy(async () => (await import("./pages/homes/unit")).UnitPage);
const LeasesPage = lazy(async () => (await import("./pages/leases/list")).LeasesPage);
const MyLeasePage = lazy(async () => (await import("./pages/leases/list")).MyLeasePage);
const OwingPage = lazy(async () => (await import("./pages/leases/owing")).OwingPage);
const LeasePage = lazy(async () => (await import("./pages/leases/lease")).LeasePage);
const DraftLeasePage = lazy(async () => (await import("./pages/leases/draft")).DraftLeasePage);
const PayPage = lazy(async () => (await import("./pages/money/pay")).PayPage);
const PaymentPage = lazy(async () => (await import("./pages/money/payment")).PaymentPage);
const SavePage = lazy(async () => (await import("./pages/money/save")).SavePage);
const AutopayPage = lazy(async () => (await import("./pages/money/autopay")).AutopayPage);
const BalancePage = lazy(async () => (await import("./pages/money/balance")).BalancePage);
const PaymentsPage = lazy(async () => (await import("./pages/payments/list")).PaymentsPage);
const StaffPaymentPage = lazy(async () => (await import("./pages/payments/payment")).StaffPaymentPage);
const PeoplePage = lazy(async () => (await import("./pages/people/list")).PeoplePage);
const PersonPage = lazy(async () => (await import("./pages/people/person")).PersonPage);

/** Pages that mails lead to: open to everybody, whoever is signed in. */
function openPage(first?: string): ComponentChildren {
  if (first === "forgot-password") return <ForgotPage />;
  if (first === "reset-password") return <ResetPage key={token.value} />;
  if (first === "invitation") return <InvitationPage key={token.value} />;
  if (first === "found") return <FoundPage key={token.value} />;
  if (first === "confirm-email" || first === "undo-email") return <EmailPage key={token.value} undo={first === "undo-email"} />;
  return null;
}

export function App() {
  const turn = generation.value;
  // The first time it was asked before the first page was drawn.
  useEffect(() => void (turn && arrive()), [turn]);
  const state = session.value;
  const open = openPage(parts.value[0]);
  if (open) return open;
  if (state.kind === "unknown") return null;
  if (state.kind === "out") return state.awaits ? <FoundPage /> : <SignInPage because={state.because} />;
  if (state.kind === "halfway") return <HalfwayPage viewer={state.viewer} />;
  return <Inside key={turn} viewer={state.viewer} />;
}

function Inside({ viewer }: { viewer: Viewer }) {
  const [first, second] = parts.value;
  const staff = isStaff(viewer);
  const wide = (staff && first === undefined) || first === "messages";
  return (
    <Shell viewer={viewer} places={places(viewer)} wide={wide}>
      <UnreadTotal />
      {(staff ? staffPage(viewer, first, second) : tenantPage(first, second)) ?? page(viewer, staff, first, second)}
    </Shell>
  );
}

function staffPage(viewer: Viewer, first?: string, second?: string): ComponentChildren {
  if (first === undefined) return <Board viewer={viewer} />;
  if (first === "rent-roll") return <RollPage />;
  if (first === "properties" && second === "import") return <ImportPage organizationId={viewer.organization?.id ?? ""} />;
  if (first === "properties") return <PropertiesPage key={second ?? ""} id={second} />;
  if (first === "units" && second) return <UnitPage key={second} id={second} />;
  if (first === "leases" && second === "new") return <DraftLeasePage currency={viewer.organization?.currency ?? ""} />;
  if (first === "leases" && second === "owing") return <OwingPage />;
  if (first === "leases" && second) return <LeasePage key={second} id={second} back="/leases" />;
  if (first === "leases") return <LeasesPage drafts={viewer.role === "ADMIN" || viewer.role === "MANAGER"} />;
  if (first === "payments") return second ? <StaffPaymentPage key={second} id={second} /> : <PaymentsPage />;
  if (first === "people" && second) return <PersonPage key={second} id={second} viewer={viewer} />;
  if (first === "people") return <PeoplePage viewer={viewer} />;
  return null;
}

function tenantPage(first?: string, second?: string): ComponentChildren {
  if (first === "lease") return <MyLeasePage key={second ?? ""} id={second} />;
  if (first === "autopay") return <AutopayPage />;
  if (first === "balance") return <BalancePage />;
  if (first === "pay" && second === "save") return <SavePage />;
  // "done" is where those come back to whose bank was asked about a saved card.
  if (first === "pay") return second && second !== "done" ? <PaymentPage key={second} id={second} /> : <PayPage />;
  return null;
}

function page(viewer: Viewer, staff: boolean, first?: string, second?: string): ComponentChildren {
  if (first === undefined) return <Home viewer={viewer} />;
  if (first === "tickets" && second === "new") return <Report staff={staff} />;
  if (first === "tickets" && second) return <TicketPage key={second} id={second} />;
  if (first === "tickets") return <Tickets />;
  if (first === "messages") return <Inbox selected={second} viewer={viewer} />;
  if (first === "settings" && second === "tokens" && viewer.role === "ADMIN") return <TokensPage />;
  if (first === "settings" && second === "organization" && viewer.viewerCan.changeBrand) return <OrganizationPage />;
  if (first === "settings" && !second) return <Settings />;
  if (first === "notifications") return <NotificationsPage viewer={viewer} />;
  if (first === "more") return <More viewer={viewer} places={places(viewer).filter((place) => place.only === "desk")} />;
  return <Missing />;
}
