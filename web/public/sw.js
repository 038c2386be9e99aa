// Keeps the shell for when there is no network. Never answers for the API; assets have their content in their name.
const SHELL = "shell-1";

/** Keep the shell of now with all that it names; what an older one had goes, so that it neither opens again nor gathers. */
async function keep() {
  const page = await fetch("/", { cache: "no-cache" });
  if (!page.ok) throw new Error(`There is no shell: ${page.status}`);
  const text = await page.clone().text();
  const kept = await caches.open(SHELL);
  const before = await kept.match("/");
  if (before && (await before.text()) === text) return;
  const parts = new Set([...text.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map((found) => found[1]));
  await kept.addAll([...parts]);
  await kept.put("/", page);
  for (const old of await kept.keys()) {
    const { pathname } = new URL(old.url);
    if (pathname !== "/" && !parts.has(pathname)) await kept.delete(old);
  }
}

self.addEventListener("install", (event) => {
  event.waitUntil(
    (async () => {
      await keep();
      await self.skipWaiting();
    })(),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(self.clients.claim());
});

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin) return;
  if (event.request.mode === "navigate") {
    event.respondWith(fetch(event.request).catch(() => caches.match("/")));
    // After a deploy it is another one.
    event.waitUntil(keep().catch(() => undefined));
  } else if (url.pathname.startsWith("/assets/")) {
    event.respondWith(
      caches.match(event.request).then(async (found) => {
        if (found) return found;
        const fresh = await fetch(event.request);
        if (fresh.ok) (await caches.open(SHELL)).put(event.request, fresh.clone());
        return fresh;
      }),
    );
  }
});

self.addEventListener("push", (event) => {
  const { title = "Tenantry", body = "", url = "/" } = event.data?.json() ?? {};
  event.waitUntil(self.registration.showNotification(title, { body, icon: "/icon.svg", data: { url } }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(
    self.clients.matchAll({ type: "window" }).then((open) => {
      const url = event.notification.data?.url ?? "/";
      return open[0] ? open[0].focus() : self.clients.openWindow(url);
    }),
  );
});
