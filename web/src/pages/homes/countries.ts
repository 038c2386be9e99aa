/** The countries of ISO 3166, by code; their names come from the browser, in the reader's language. Currencies and clocks too. */
import { beside, zone } from "../../format";
import { formats } from "../../words";

const CODES =
  "AD AE AF AG AI AL AM AO AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BW BY BZ CA CC CD CF CG CH CI CK CL CM CN " +
  "CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GT GU GW GY HK " +
  "HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG " +
  "MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE " +
  "RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY " +
  "UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW";

export function countries(): (readonly [string, string])[] {
  const names = new Intl.DisplayNames(formats.value, { type: "region" });
  return CODES.split(" ")
    .map((code) => [code, names.of(code) ?? code] as const)
    .sort((one, other) => one[1].localeCompare(other[1], formats.value));
}

export function currencies(): (readonly [string, string])[] {
  const names = new Intl.DisplayNames(formats.value, { type: "currency" });
  return Intl.supportedValuesOf("currency").map((code) => [code, beside([code, names.of(code)], " · ")] as const);
}

/** All clocks that the browser knows, and one that may be none of them, such as UTC. */
export function zones(own = zone.value): (readonly [string, string])[] {
  return [...new Set([own, ...Intl.supportedValuesOf("timeZone")])].map((one) => [one, one.replaceAll("_", " ")] as const);
}
