import { html } from 'lit';

/**
 * The text that becomes a link: a URL with its scheme, or one that begins with `www.`, without punctuation at its end.
 */
const ADDRESS = /\b(?:https?:\/\/|www\.)[^\s<>"'`]+[^\s<>"'`.,;:!?)\]}»”…]/giu;

const ONLY_EMOJI = /^(?:\p{Extended_Pictographic}(?:\uFE0F|\p{Emoji_Modifier}|\u200D\p{Extended_Pictographic})*|\p{Regional_Indicator}{2}|\s){1,12}$/u;

/**
 * Converts a text to a template: URLs become links, everything else stays text.
 *
 * @param {string} text
 */
export function linked(text) {
  const parts = [];
  let end = 0;
  for (const found of text.matchAll(ADDRESS)) {
    const address = found[0];
    const url = toUrl(address);
    if (!url) continue;
    parts.push(text.slice(end, found.index), html`<a href=${url} target="_blank" rel="noopener noreferrer">${address}</a>`);
    end = found.index + address.length;
  }
  parts.push(text.slice(end));
  return parts;
}

/** @param {string} address */
function toUrl(address) {
  const whole = /^www\./i.test(address) ? `https://${address}` : address;
  return URL.canParse(whole) ? new URL(whole).href : undefined;
}

/**
 * @param {string} text
 * @returns {number} the number of emoji in a text of one to three emoji; 0 for every other text
 */
export function onlyEmoji(text) {
  if (text.length > 40 || !ONLY_EMOJI.test(text)) return 0;
  const count = [...new Intl.Segmenter().segment(text.replace(/\s/g, ''))].length;
  return count <= 3 ? count : 0;
}

/**
 * @param {string} text
 * @returns {string} the beginning of the text for a preview, about one line
 */
export function preview(text) {
  return text.slice(0, 200).replace(/\s+/g, ' ').trim();
}

/** @param {string} text @returns {number} its length as the server counts it, in code points */
export function codePoints(text) {
  let count = 0;
  for (const _ of text) count++;
  return count;
}
