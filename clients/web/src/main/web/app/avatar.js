import { html } from 'lit';

const COLOURS = 8;

/**
 * The avatar of a user or group: a circle with the initials, in a colour that follows from the id. Screen readers skip
 * it, since the name is next to it.
 *
 * @param {string | undefined} id
 * @param {string} name
 * @param {{online?: boolean, size?: 'small' | 'large'}} [how]
 */
export function avatar(id, name, { online = false, size } = {}) {
  return html`<span class="avatar av-${colourOf(id)} ${size ?? ''} ${online ? 'online' : ''}" aria-hidden="true"><span>${initials(name)}</span></span>`;
}

/** @param {string | undefined} id */
export function colourOf(id) {
  let sum = 0;
  for (const letter of id ?? '') sum = (sum * 31 + letter.charCodeAt(0)) >>> 0;
  return sum % COLOURS;
}

/** @param {string} name */
function initials(name) {
  const all = name.trim().split(/\s+/u);
  const named = all.filter((word) => /^[\p{L}\p{N}]/u.test(word));
  const words = named.length > 0 ? named : all;
  const letters = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  return letters.map((word) => (word ? [...new Intl.Segmenter().segment(word)][0]?.segment : '')).join('').toUpperCase();
}
