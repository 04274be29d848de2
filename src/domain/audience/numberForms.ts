/**
 * Countries that have changed how their numbers are written, so that a person's old and new number are one. Herald has the present form everywhere: in
 * profiles, among suppressions, and when it compares a provider's answer.
 */

/** The digits of an international number, as a numbering plan of today has them. */
export function dialledForm(digits: string): string {
  for (const [old, now] of DIALLED) if (old.test(digits)) return digits.replace(old, now);
  return digits;
}

/** An E.164 number of today's plan in the one form that it has for mobile phones. */
export function currentForm(e164: string): string {
  for (const [other, now] of MOBILE) if (other.test(e164)) return e164.replace(other, now);
  return e164;
}

/** The forms besides the present one under which a provider may list a mobile phone's number. */
export const otherForms = (e164: string): string[] =>
  LISTED.filter(([present]) => present.test(e164)).map(([present, other]) => e164.replace(present, other));

type Rule = readonly [RegExp, string];

const DIALLED: readonly Rule[] = [
  // Mexico, 2019: no 1, 044 or 045 before the ten digits of a mobile phone.
  [/^52(?:1|044|045|01)(\d{10})$/, '52$1'],
  // Argentina: 9 after the country code, or 15 before the subscriber's number, but not both. The library replaces 15 by 9.
  [/^549(\d{12})$/, '54$1'],
  // Ivory Coast, 2021: two digits for the operator, which the second digit of a mobile phone's number told before.
  [/^225([04-9][0-3]\d{6})$/, '22501$1'],
  [/^225([04-9][4-6]\d{6})$/, '22505$1'],
  [/^225([04-9][7-9]\d{6})$/, '22507$1'],
  // Benin, 2024: 01 before each number.
  [/^229([2-9]\d{7})$/, '22901$1'],
  // Vietnam, 2018: ten digits with the trunk prefix in place of eleven.
  [/^840?120(\d{7})$/, '8470$1'],
  [/^840?121(\d{7})$/, '8479$1'],
  [/^840?122(\d{7})$/, '8477$1'],
  [/^840?126(\d{7})$/, '8476$1'],
  [/^840?128(\d{7})$/, '8478$1'],
  [/^840?12([34579])(\d{7})$/, '848$1$2'],
  [/^840?16([2-9])(\d{7})$/, '843$1$2'],
  [/^840?18([68])(\d{7})$/, '845$1$2'],
  [/^840?199(\d{7})$/, '8459$1'],
];

const MOBILE: readonly Rule[] = [
  // Argentina: mobile and fixed phones share the numbers of an area; texts go to the former, which have the 9.
  [/^\+54(11\d{8}|[23]\d{9})$/, '+549$1'],
  // Brazil, 2012 to 2016: a 9 before the eight digits of mobile phones, which begin with 6 to 9.
  [/^\+55([1-9]\d)([6-9]\d{7})$/, '+55$19$2'],
];

const LISTED: readonly Rule[] = [
  [/^\+52(\d{10})$/, '+521$1'],
  [/^\+549(\d{10})$/, '+54$1'],
  [/^\+55(\d\d)9(\d{8})$/, '+55$1$2'],
];
