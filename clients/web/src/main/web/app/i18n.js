import { en } from './words-en.js';

/** The language of the interface: the first supported one among the languages that the browser prefers. */
export const language = navigator.languages.map((tag) => tag.slice(0, 2)).find((tag) => tag === 'ru' || tag === 'en') ?? 'en';

/** The format of dates and times: the browser's preferred variant of the language. */
export const locale = navigator.languages.find((tag) => tag.startsWith(language)) ?? language;

/**
 * English is part of the first load, since it is the default. Another language is loaded only where it is used.
 *
 * @type {Record<string, string | Partial<Record<Intl.LDMLPluralRule, string>>>}
 */
const words = language === 'ru' ? (await import('./words-ru.js')).ru : en;

const plural = new Intl.PluralRules(language);

/**
 * A text of the interface. `{name}` is replaced by a value; the form of a text with a number depends on the value `n`.
 *
 * @param {keyof typeof en} key
 * @param {Record<string, string | number>} [values]
 * @returns {string}
 */
export function t(key, values = {}) {
  const found = words[key] ?? key;
  const text = typeof found === 'string' ? found : (found[plural.select(Number(values['n']))] ?? found.other ?? key);
  return text.replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ''));
}

/**
 * A text that explains an error code to the user.
 *
 * @param {string} code
 */
export function explain(code) {
  const key = /** @type {keyof typeof en} */ (`error.${code}`);
  return key in en ? t(key) : t('error.internal');
}
