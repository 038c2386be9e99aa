import { GraphiQL } from "graphiql";
import { useCallback, useEffect, useMemo, useState } from "react";

import { fetcher, post } from "./fetcher.js";

const WHO = "{ viewer { email role organization { name } } }";
const SIGN_IN = "mutation ($input: SignInInput!) { signIn(input: $input) { errors { userMessage } } }";

export function App({ settings }) {
  const [viewer, setViewer] = useState(null);
  const look = useCallback(async () => setViewer((await post({ query: WHO })).data?.viewer ?? null), []);
  useEffect(() => void look(), [look]);
  const send = useMemo(() => fetcher(look), [look]);
  return (
    <>
      <Bar viewer={viewer} people={settings.people} password={settings.password} look={look} />
      <GraphiQL
        fetcher={send}
        defaultTabs={settings.tabs}
        variables={localStorage.getItem("graphiql:tabState") ? undefined : settings.tabs[0].variables}
        defaultEditorToolsVisibility="variables"
        shouldPersistHeaders={false}
        defaultHeaders={'{\n  "Authorization": ""\n}'}
        inputValueDeprecation
      >
        <GraphiQL.Logo>{" "}</GraphiQL.Logo>
      </GraphiQL>
    </>
  );
}

function Bar({ viewer, people, password, look }) {
  const [refusal, setRefusal] = useState("");
  const signIn = async (email, secret) => {
    const answer = await post({ query: SIGN_IN, variables: { input: { email, password: secret } } });
    const errors = answer.data?.signIn.errors ?? [];
    setRefusal(errors[0]?.userMessage ?? answer.errors?.[0]?.message ?? "");
    await look();
  };
  const signOut = async () => {
    await post({ query: "mutation { signOut { errors { code } } }" });
    await look();
  };
  return (
    <header className="bar">
      <strong>Tenantry</strong>
      {viewer ? <Signed viewer={viewer} signOut={signOut} /> : <SignIn signIn={signIn} />}
      {people.length > 0 && (
        <select
          aria-label="Sign in as somebody of the demo"
          value=""
          onChange={(event) => signIn(event.target.value, password)}
        >
          <option value="">Sign in as …</option>
          {people.map(({ email, role, organization }) => (
            <option key={email} value={email}>
              {email} · {role} · {organization}
            </option>
          ))}
        </select>
      )}
      {refusal && <span role="alert">{refusal}</span>}
    </header>
  );
}

function Signed({ viewer, signOut }) {
  return (
    <>
      <span className="who">
        {viewer.email} · {viewer.role ?? "no role"} · {viewer.organization?.name ?? "no organization"}
      </span>
      <button type="button" onClick={signOut}>
        Sign out
      </button>
    </>
  );
}

function SignIn({ signIn }) {
  const submit = (event) => {
    event.preventDefault();
    const form = new FormData(event.target);
    signIn(form.get("email"), form.get("password"));
  };
  return (
    <form onSubmit={submit}>
      <input name="email" type="email" placeholder="E-mail" autoComplete="username" required />
      <input name="password" type="password" placeholder="Password" autoComplete="current-password" required />
      <button type="submit">Sign in</button>
    </form>
  );
}
