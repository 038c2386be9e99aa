// Amounts as people type them, tried in Node: `amounts.ts` as it is. Run by `test_paced.py`.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { transformWithOxc } from "vite";

const source = "src/amounts.ts";
const { code } = await transformWithOxc(readFileSync(source, "utf8"), source);
const { decimalsOf, percent, readAmount, readNumber } = await import(`data:text/javascript,${encodeURIComponent(code)}`);

const READ = [
  ["NOK", "14500", "14500"], ["NOK", " 14 500,50 ", "14500.50"], ["NOK", "14\u00a0500", "14500"], ["NOK", "1 234 567.8", "1234567.8"],
  ["NOK", "١٤٥٠٠٫٥", "14500.5"], ["NOK", "۱۲", "12"], ["NOK", "0,5", "0.5"], ["JPY", "80000", "80000"],
  ["KWD", "450.125", "450.125"], ["KWD", "0,125", "0.125"], ["KWD", "14,5", "14.5"],
];
const WRONG = [
  // Fourteen and a half to one, fourteen thousand and a half to another.
  ["NOK", "14,500", "unclear-amount"], ["NOK", "14.500", "unclear-amount"], ["JPY", "1,450", "unclear-amount"], ["KWD", "14,500", "unclear-amount"],
  ["NOK", "14.500,50", "unclear-amount"], ["NOK", "14,500.50", "unclear-amount"], ["NOK", "1,234,567", "unclear-amount"], ["NOK", "14'500", "unclear-amount"],
  ["NOK", "1500.555", "too-fine"], ["JPY", "1500.50", "too-fine"], ["KWD", "1.1234", "too-fine"],
  ["NOK", "14 500 kr", "no-amount"], ["NOK", "-5", "no-amount"], ["NOK", "1e3", "no-amount"], ["NOK", "14 50", "no-amount"], ["NOK", "1 4500", "no-amount"],
  ["NOK", "0", "no-amount"], ["NOK", "0.00", "no-amount"], ["NOK", ",5", "no-amount"], ["NOK", "5,", "no-amount"], ["NOK", "9".repeat(13), "no-amount"],
  ["NOK", "", null], ["NOK", "  ", null],
];
for (const [currency, typed, plain] of READ) assert.deepEqual(readAmount(typed, currency), { plain, wrong: null }, `${typed} ${currency}`);
for (const [currency, typed, wrong] of WRONG) assert.deepEqual(readAmount(typed, currency), { plain: null, wrong }, `${typed} ${currency}`);
assert.equal(readAmount("0", "NOK", true).plain, "0", "where nothing may be owed");
// As the server counts them, whatever a browser says: amounts are read with no more.
assert.deepEqual(["NOK", "JPY", "KWD", "ISK", "IQD", "XXXX"].map(decimalsOf), [2, 0, 3, 0, 0, 2]);
// What the server wrote is read as just that.
for (const [amount, currency] of [["12500.00", "NOK"], ["14.500", "KWD"], ["450.125", "KWD"], ["80000", "JPY"]]) assert.equal(readAmount(amount, currency).plain, amount);
assert.equal(readNumber("65,5", 2).plain, "65.5");
assert.equal(readNumber("2.5", 0).wrong, "too-fine");
assert.deepEqual(["1.0000", "0.3333", "0.5000", 0.0725].map(percent), ["100", "33.33", "50", "7.25"]);
