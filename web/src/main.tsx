import "@fontsource-variable/figtree/wght.css";
import "./styles/base.css";
import "./styles/tokens.css";
import "./styles/parts.css";
import "./styles/pages.css";
import { render } from "preact";
import { App } from "./app";
import { follow } from "./router";
import { loadWords, locale } from "./words";

await loadWords(locale.value);
follow();
render(<App />, document.getElementById("app")!);
if ("serviceWorker" in navigator && import.meta.env.PROD) void navigator.serviceWorker.register("/sw.js");
