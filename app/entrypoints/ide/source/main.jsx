// GraphiQL with a bar for signing in, and the examples of the server as tabs.
import "graphiql/style.css";
import "./main.css";

import { createRoot } from "react-dom/client";
import { setNonce } from "get-nonce";

import { App } from "./app.jsx";

// Styles that a library adds while it runs are let in by the nonce of this page, and no others.
setNonce(document.querySelector("meta[name=nonce]").content);

fetch("graphiql/settings.json")
  .then((response) => response.json())
  .then((settings) => createRoot(document.getElementById("ide")).render(<App settings={settings} />));
