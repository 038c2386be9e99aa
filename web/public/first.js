// Before the first paint: the language's direction and the chosen appearance, so that nothing jumps.
(function () {
  try {
    var locale = localStorage.getItem("locale");
    if (locale) {
      document.documentElement.lang = locale;
      document.documentElement.dir = locale === "ar" ? "rtl" : "ltr";
    }
    var look = localStorage.getItem("appearance");
    if (look === "light" || look === "dark") document.documentElement.dataset.appearance = look;
  } catch (_) {
    // Storage may be closed to us; the system's own settings count then.
  }
})();
