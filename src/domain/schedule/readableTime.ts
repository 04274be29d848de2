/** Times as a person reads them, without Intl: workflow code has to come to the same text on every version of Node. */

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A local date-time such as `2026-11-30T19:30`, as `Mon 30 Nov 2026 19:30`. */
export function localMoment(local: string): string {
  const at = new Date(`${local.slice(0, 16)}Z`);
  const date = `${at.getUTCDate()} ${MONTHS[at.getUTCMonth()]} ${at.getUTCFullYear()}`;
  return `${DAYS[at.getUTCDay()]} ${date} ${local.slice(11, 16)}`;
}

/** An instant in ISO 8601, as `Mon 30 Nov 2026 19:30:05 UTC`; without seconds where they are 0. */
export function utcMoment(iso: string): string {
  const seconds = iso.slice(16, 19);
  return `${localMoment(iso)}${seconds === ':00' ? '' : seconds} UTC`;
}
