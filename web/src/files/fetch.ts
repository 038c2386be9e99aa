/** The address of a file is good for five minutes: whoever opens one asks for a fresh one. */
import { client } from "../api/client";
import { PaperQuery } from "../api/documents";
import { tell } from "../parts/basics";
import { t } from "../words";

export async function addressOf(id: string): Promise<string | null> {
  const { data } = await client.query(PaperQuery, { id }, { requestPolicy: "network-only" }).toPromise();
  return data?.node?.__typename === "File" ? data.node.url : null;
}

export async function fetchPaper(id: string): Promise<void> {
  const url = await addressOf(id);
  // It comes as something to save, so the page stays.
  if (url) location.assign(url);
  else tell(t("cannot-load"), true);
}
