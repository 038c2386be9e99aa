// Before the first paint: the language's direction and the chosen appearance, so that nothing jumps; and the words of the
// language are on their way before the pages know that they need them.
(function () {
  var locale = null;
  try {
    locale = localStorage.getItem("locale");
    if (locale) {
      document.documentElement.lang = locale;
      document.documentElement.dir = locale === "ar" ? "rtl" : "ltr";
    }
    var look = localStorage.getItem("appearance");
    if (look === "light" || look === "dark") document.documentElement.dataset.appearance = look;
  } catch (_) {
    // Storage may be closed to us; the system's own settings count then.
  }
  var words = document.currentScript.dataset;
  var wanted = [locale].concat(navigator.languages || []).filter(Boolean).map(function (name) {
    return name.slice(0, 2).toLowerCase().replace(/^(no|nn)$/, "nb");
  });
  var file = wanted.map(function (name) { return words[name]; }).filter(Boolean)[0] || words.en;
  if (!file) return;
  var link = document.createElement("link");
  link.rel = "modulepreload";
  link.crossOrigin = "";
  link.href = file;
  document.head.append(link);
})();
