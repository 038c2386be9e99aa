/** What a sentence about something broken is most likely about: by the beginnings of words, in the three languages. */
const STEMS: readonly (readonly [string, RegExp])[] = [
  ["LOCKS", stems("lock", "key(?:s|en|ene)?(?!\\p{L})", "door handle", "lås", "nøk", "dørhåndtak", "مفتاح", "قفل")],
  ["PESTS", stems("mouse", "mice", "rat(?:s|en|ene)?(?!\\p{L})", "cockroach", "bed bug", "ants", "wasp", "mus(?:s|en|ene)?(?!\\p{L})", "rotte", "kakerlakk", "veggedyr", "maur", "veps", "skjeggkre", "صرصور", "صراصير", "فأر", "فئران", "نمل")],
  ["HEATING", stems("heat", "radiator", "boiler", "cold in", "varme", "ovn", "radiator", "kaldt", "تدفئة", "مدفأة", "سخان")],
  ["APPLIANCE", stems("fridge", "freezer", "oven", "stove", "dishwasher", "washing machine", "dryer", "kjøleskap", "fryser", "komfyr", "stekeovn", "oppvask", "vaskemaskin", "tørketrommel", "ثلاجة", "فرن", "غسالة")],
  ["ELECTRICAL", stems("light", "lamp", "power", "socket", "fuse", "electric", "lys", "lampe", "strøm", "stikkontakt", "sikring", "كهرباء", "مصباح", "ضوء", "مقبس")],
  ["PLUMBING", stems("water", "leak", "drip", "tap(?:s|en|ene)?(?!\\p{L})", "faucet", "toilet", "drain", "sink", "shower", "pipe", "vann", "lekk", "drypp", "kran", "toalett", "avløp", "sluk", "vask", "dusj", "rør", "ماء", "مياه", "تسرب", "حنفية", "صنبور", "مرحاض", "حمام")],
  ["COMMON_AREA", stems("stair", "elevator", "lift", "hallway", "entrance", "garage", "trapp", "heis", "oppgang", "inngang", "garasje", "مصعد", "درج", "مدخل", "سلم")],
  ["STRUCTURE", stems("wall", "ceiling", "roof", "floor", "window", "crack", "mould", "mold", "vegg", "tak", "gulv", "vindu", "sprekk", "mugg", "جدار", "سقف", "أرضية", "نافذة", "شق", "عفن")],
];

/** A word that begins so; Arabic puts its article and other small words before it. */
function stems(...words: string[]): RegExp {
  return new RegExp(`(^|[^\\p{L}])(و?[بلك]?ال|و)?(${words.join("|")})`, "iu");
}

/** The kind of repair, or null where the sentence says nothing of it. */
export function guess(sentence: string): string | null {
  return STEMS.find(([, words]) => words.test(sentence))?.[0] ?? null;
}
