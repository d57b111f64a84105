import { language, locale, t } from './i18n.js';

const clock = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' });
const weekday = new Intl.DateTimeFormat(locale, { weekday: 'short' });
const dayOfYear = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long' });
const dayWithYear = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', year: 'numeric' });
const shortDay = new Intl.DateTimeFormat(locale, { day: '2-digit', month: '2-digit', year: '2-digit' });
const complete = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'medium' });

/** @param {string | number} when */
export const timeOf = (when) => clock.format(new Date(when));

/** @param {string | number} when */
export const momentOf = (when) => complete.format(new Date(when));

/** @param {string | number} when a time @returns a number that all times of the same local day share */
export function dayOf(when) {
  const date = new Date(when);
  return date.getFullYear() * 10_000 + (date.getMonth() + 1) * 100 + date.getDate();
}

/** @param {Date} date */
function daysAgo(date) {
  const midnight = (/** @type {Date} */ of) => new Date(of.getFullYear(), of.getMonth(), of.getDate()).getTime();
  return Math.round((midnight(new Date()) - midnight(date)) / 86_400_000);
}

/** @param {string | number} when a time, whose day is shown as a heading in a conversation */
export function dayName(when) {
  const date = new Date(when);
  const ago = daysAgo(date);
  if (ago === 0) return t('time.today');
  if (ago === 1) return t('time.yesterday');
  return date.getFullYear() === new Date().getFullYear() ? dayOfYear.format(date) : dayWithYear.format(date);
}

/** @param {string} when a time, shown in the short form of the list of chats */
export function shortTime(when) {
  const date = new Date(when);
  const ago = daysAgo(date);
  if (ago <= 0) return clock.format(date);
  return ago < 7 ? weekday.format(date) : shortDay.format(date);
}

/** @param {string} when the time at which the user was last online */
export function lastSeen(when) {
  const date = new Date(when);
  const minutes = Math.floor((Date.now() - date.getTime()) / 60_000);
  if (minutes < 1) return t('time.justNow');
  if (minutes < 60) return t('time.minutesAgo', { n: minutes });
  const ago = daysAgo(date);
  const day = ago < 2 ? dayName(when).toLocaleLowerCase(language) : dayName(when);
  return t('time.at', { day, time: clock.format(date) });
}
