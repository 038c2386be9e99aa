// Keeps the shell for when there is no network. Never answers for the API; assets have their content in their name.
const SHELL = "shell-1";

self.addEventListener("install", (event) => {
  event.waitUntil(
    (async () => {
      const page = await (await fetch("/", { cache: "no-cache" })).text();
      const parts = [...page.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map((found) => found[1]);
      const kept = await caches.open(SHELL);
      await kept.addAll(["/", ...new Set(parts)]);
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
