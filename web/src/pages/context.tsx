/** Beside a conversation: the home of the one who writes, and what is open there. */
import { ContextLeases, ContextTickets, TenantChoices } from "../api/documents";
import { useRead } from "../api/use";
import { beside, day, homeOf, lastDay } from "../format";
import { Avatar } from "../parts/basics";
import { LeaseChip } from "../parts/facts";
import { StatusChip } from "../parts/status";
import { pathTo } from "../router";
import { locale, t } from "../words";

type Person = { id: string; name: string };
const SHORT = { day: "numeric", month: "short", year: "numeric" } as const;

export function Context({ person }: { person: Person }) {
  const { data } = useRead(TenantChoices, { search: person.name });
  const tenant = data?.tenants.nodes.find((one) => one.person.id === person.id);
  return (
    <aside class="context" aria-label={t("about-person", { name: person.name })}>
      <div class="context-head">
        <Avatar name={person.name} size={64} />
        <h2>
          <a href={pathTo("people", person.id)}>
            <bdi>{person.name}</bdi>
          </a>
        </h2>
      </div>
      {tenant && <Home tenantId={tenant.id} />}
    </aside>
  );
}

function Home({ tenantId }: { tenantId: string }) {
  const { data } = useRead(ContextLeases, { tenantId, locale: locale.value });
  return (
    <>
      {data?.leases.nodes.map((lease) => (
        <section key={lease.id} class="stack">
          <article class="card tile">
            <div>
              <h3>
                <a href={pathTo("leases", lease.id)}>
                  <bdi>{homeOf(lease)}</bdi>
                </a>
              </h3>
              <p class="quiet-line">
                {beside([day(lease.startOn, SHORT), lease.endOn ? day(lastDay(lease.endOn), SHORT) : "…"], " – ")}
              </p>
              <p class="quiet-line">{beside([t("owed"), lease.balance.due.formatted], ": ")}</p>
            </div>
            <LeaseChip status={lease.status} />
          </article>
          {lease.units.map((unit) => (
            <OpenTickets key={unit.id} unitId={unit.id} />
          ))}
        </section>
      ))}
    </>
  );
}

function OpenTickets({ unitId }: { unitId: string }) {
  const { data } = useRead(ContextTickets, { unitId });
  if (!data?.tickets.nodes.length) return null;
  return (
    <>
      <h3 class="quiet-line">{t("open-repairs")}</h3>
      {data.tickets.nodes.map((ticket) => (
        <article key={ticket.id} class="card tile">
          <div>
            <h3>
              <a href={pathTo("tickets", ticket.id)}>
                <bdi>{ticket.title}</bdi>
              </a>
            </h3>
            <p class="quiet-line">{ticket.number}</p>
          </div>
          <StatusChip status={ticket.status} />
        </article>
      ))}
    </>
  );
}
