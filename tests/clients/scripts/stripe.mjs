// Stripe's own library for Node against the simulator: the same answers as its library for Python reads.
import Stripe from "stripe";

const { address, account, secret } = JSON.parse(process.argv[2]);
const { hostname, port } = new URL(address);
const stripe = new Stripe("sk_test_simulated", { host: hostname, port, protocol: "http", maxNetworkRetries: 0 });
const on = { stripeAccount: account };
const online = { ip_address: "203.0.113.7", user_agent: "Firefox" };
const mandate_data = { customer_acceptance: { type: "online", online } };

const customer = await stripe.customers.create({ name: "Åse Ødegård", metadata: { a: "1" } }, on);
const order = { amount: 12345, currency: "usd", customer: customer.id, payment_method: "pm_card_visa", confirm: true };
const once = { ...on, idempotencyKey: `node-${account}` };
const paid = await stripe.paymentIntents.create({ ...order, expand: ["latest_charge.balance_transaction"] }, once);
const again = await stripe.paymentIntents.create({ ...order, expand: ["latest_charge.balance_transaction"] }, once);
const refused = async (work) => {
  try {
    await work();
  } catch (error) {
    return [error.type, error.code, error.statusCode];
  }
};
const mismatch = await refused(() => stripe.paymentIntents.create({ ...order, amount: 1000 }, once));
const declined = await refused(() =>
  stripe.paymentIntents.create({ ...order, payment_method: "pm_card_visa_chargeDeclinedInsufficientFunds" }, on),
);
const unknown = await refused(() => stripe.paymentIntents.retrieve("pi_unknown", {}, on));
const asked = await stripe.paymentIntents.create(
  { ...order, payment_method: "pm_card_authenticationRequired", return_url: "https://x.example/" },
  on,
);
const setup = await stripe.setupIntents.create(
  { customer: customer.id, payment_method: "pm_usBankAccount_success", mandate_data, confirm: true },
  on,
);
const refund = await stripe.refunds.create({ payment_intent: paid.id, amount: 345, metadata: { why: "nicht mehr" } }, on);
const types = [];
for await (const event of stripe.events.list({ limit: 3 }, on)) types.push(event.type);
const event = stripe.webhooks.constructEvent(secret.content, secret.signature, secret.secret);

console.log(
  JSON.stringify({
    name: customer.name,
    paid: [paid.status, paid.latest_charge.balance_transaction.net],
    replayed: again.id === paid.id,
    mismatch,
    declined,
    unknown,
    asked: [asked.status, asked.next_action.redirect_to_url.url],
    setup: [setup.status, setup.mandate.slice(0, 8)],
    refund: [refund.status, refund.metadata.why],
    types: types.length,
    event: event.type,
  }),
);
