import "@fontsource-variable/figtree/wght.css";
import "./styles/base.css";
import "./styles/tokens.css";
import "./styles/parts.css";
import "./styles/forms.css";
import "./styles/layers.css";
import "./styles/shell.css";
import "./styles/pages.css";
import "./styles/messages.css";
import "./styles/board.css";
import "./styles/accounts.css";
import "./styles/office.css";
import "./styles/office-wide.css";
import "./styles/money.css";
import "./styles/wide.css";
import "./styles/tablet.css";
import { render } from "preact";
import { App } from "./app";
import { follow } from "./router";
import { watchHeading } from "./heading";
import { arrive } from "./session";
import { loadWords, locale } from "./words";

// Who is there is asked while the words are still on their way.
void arrive();
await loadWords(locale.value);
follow();
watchHeading();
render(<App />, document.getElementById("app")!);
if ("serviceWorker" in navigator && import.meta.env.PROD) void navigator.serviceWorker.register(trusted("/sw.js"));

/** Our own pages allow no script but those that somebody vouches for: this is the only one that is named at run time. */
function trusted(address: string): string {
  type Makers = { createPolicy: (name: string, rules: { createScriptURL: (from: string) => string }) => { createScriptURL: (from: string) => string } };
  const makers = (window as { trustedTypes?: Makers }).trustedTypes;
  return makers?.createPolicy("tenantry", { createScriptURL: (from) => from }).createScriptURL(address) ?? address;
}
