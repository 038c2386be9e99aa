/** Keys of partners: what each may do, until when, and the end of it. A new key is shown once. */
import "../../styles/organization.css";
import { useState } from "preact/hooks";
import { RevokeToken, TokensQuery, type Token } from "../../api/documents";
import type { ResultOf } from "../../api/graphql";
import { act, useRead } from "../../api/use";
import { beside, brief, day } from "../../format";
import { Empty, Problem, Sheet, Skeleton, tell } from "../../parts/basics";
import { sentence } from "../../parts/form";
import { Icon } from "../../parts/icon";
import { More, Pages } from "../../parts/search";
import { word } from "../../parts/status";
import { t } from "../../words";
import { NewToken } from "./new-token";

type OneToken = ResultOf<typeof Token>;

export function TokensPage() {
  const [making, setMaking] = useState(false);
  return (
    <div class="column">
      <a class="onward" href="/settings">
        <Icon name="back" size={18} />
        {t("settings")}
      </a>
      <div class="page-head">
        <h1>{t("tokens")}</h1>
        <button type="button" class="button main" onClick={() => setMaking(true)}>
          <Icon name="add" size={18} />
          {t("new-token")}
        </button>
      </div>
      <p class="lead">{t("tokens-lead")}</p>
      <Pages of="">{(after, more) => <Listed key={after} after={after} more={more} />}</Pages>
      <Sheet title={t("new-token")} open={making} close={() => setMaking(false)}>
        <NewToken close={() => setMaking(false)} />
      </Sheet>
    </div>
  );
}

function Listed({ after, more }: { after: string | null; more: ((next: string) => void) | null }) {
  const { data, failed, again } = useRead(TokensQuery, { after });
  if (failed) return <Problem retry={again} />;
  if (!data) return <Skeleton rows={3} height={120} />;
  const { nodes, pageInfo } = data.apiTokens;
  if (!nodes.length) return <Empty icon="passkey" text={t("no-tokens")} />;
  return (
    <>
      <ul class="stack">
        {nodes.map((token) => (
          <li key={token.id} class="card token">
            <One token={token} />
          </li>
        ))}
      </ul>
      <More info={pageInfo} more={more} />
    </>
  );
}

function One({ token }: { token: OneToken }) {
  const [asking, setAsking] = useState(false);
  const revoke = async () => {
    const { refusals } = await act(RevokeToken, { input: { apiTokenId: token.id } });
    setAsking(false);
    if (refusals[0]) tell(sentence(refusals[0]), true);
    else tell(t("token-revoked"));
  };
  const used = token.lastUsedAt ? t("last-used", { when: brief(token.lastUsedAt) }) : t("never-used");
  return (
    <>
      <div class="page-head">
        <h2>
          <bdi>{token.name}</bdi>
        </h2>
        <span class={token.isInForce ? "chip tone tone-done" : "chip tone tone-quiet"}>{state(token)}</span>
      </div>
      <p class="quiet-line">
        <bdi dir="ltr">…{token.hint}</bdi> · <bdi>{used}</bdi>
        {token.createdBy && (
          <>
            {" "}
            · <bdi>{token.createdBy.name}</bdi>
          </>
        )}
      </p>
      <div class="chips">
        {token.scopes.map((scope) => (
          <span key={scope} class="chip tone tone-quiet">
            {word("scope", scope)}
          </span>
        ))}
      </div>
      {token.properties.length > 0 && <p class="quiet-line">{beside(token.properties.map((one) => one.name))}</p>}
      {token.isInForce && (
        <div class="acts">
          <button type="button" class="button quiet" onClick={() => setAsking(true)}>
            {t("revoke")}
            <span class="hidden-word"> {token.name}</span>
          </button>
        </div>
      )}
      <Sheet title={t("revoke-title", { name: token.name })} open={asking} close={() => setAsking(false)}>
        <div class="stack">
          <p class="lead">{t("revoke-lead")}</p>
          <button type="button" class="button main wide" onClick={() => void revoke()}>
            {t("revoke")}
          </button>
        </div>
      </Sheet>
    </>
  );
}

function state(token: OneToken): string {
  if (token.revokedAt) return t("token-ended");
  if (!token.isInForce) return t("token-expired");
  return t("token-until", { date: day(token.expiresAt.slice(0, 10)) });
}
