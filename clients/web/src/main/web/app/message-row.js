import { html, nothing } from 'lit';
import { avatar, colourOf } from './avatar.js';
import { t } from './i18n.js';
import { icon, ticks } from './icons.js';
import { client, nameOf } from './shared.js';
import { linked, onlyEmoji, preview } from './text.js';
import { dayName, dayOf, momentOf, timeOf } from './time.js';

/** The maximum time between two messages of one user that are shown as a group. */
const GROUP_MS = 5 * 60_000;

/**
 * @typedef {import('@vestnik/client').Message} Message
 * @typedef {import('@vestnik/client').ChatView} ChatView
 * @typedef {import('@vestnik/client').OutboxEntry} OutboxEntry
 * @typedef {{senderId: string | undefined, atMs: number}} Said
 */

/** @param {Message} message @returns {Said} */
const saidOf = (message) => ({ senderId: message.senderId, atMs: Date.parse(message.sentAt) });

/** @param {OutboxEntry} entry @returns {Said} */
const pendingSaid = (entry) => ({ senderId: entry.userId, atMs: entry.createdAtMs });

/** @param {Said | undefined} one @param {Said | undefined} other */
function together(one, other) {
  if (!one || !other) return false;
  return one.senderId === other.senderId && other.atMs - one.atMs < GROUP_MS && dayOf(one.atMs) === dayOf(other.atMs);
}

/**
 * A message in the list, with the elements above it: the day, and the line between read and unread messages.
 *
 * @param {ChatView} view
 * @param {number} id
 * @param {{unreadAfter: number, focusable: boolean}} how
 */
export function messageRow(view, id, { unreadAfter, focusable }) {
  const message = view.message(id);
  if (!message) return skeleton(view, id);
  const before = view.message(id - 1);
  const after = view.message(id + 1);
  const said = saidOf(message);
  const firstPending = id === view.lastMessageId ? view.pending[0] : undefined;
  const first = id - 1 === unreadAfter || !together(before && saidOf(before), said);
  const last = !together(said, after ? saidOf(after) : firstPending && pendingSaid(firstPending)) || id === unreadAfter;
  const newDay = id === 1 || (before !== undefined && dayOf(before.sentAt) !== dayOf(message.sentAt));
  const mine = message.senderId === client.userId;
  const { change } = message;
  const state = change ? (change.failed ? 'failed' : 'sending') : view.isRead(message) ? 'read' : 'sent';
  // A refused edit shows the text that the user wrote, not the text that the server has.
  const text = change?.failed ? (change.text ?? message.text) : message.deletedAt ? undefined : message.text;
  return html`<div
    class="row ${mine ? 'out' : 'in'} ${first ? 'first' : ''} ${last ? 'last' : ''} ${change?.failed ? 'failed' : ''}"
    role="article"
    data-id=${id}
    tabindex=${focusable ? 0 : -1}
    aria-posinset=${id}
    aria-setsize=${view.lastMessageId}
  >
    ${newDay ? html`<div class="day"><span>${dayName(message.sentAt)}</span></div>` : nothing}
    ${id - 1 === unreadAfter ? html`<div class="unread-line"><span>${t('chat.unread')}</span></div>` : nothing}
    <div class="said">
      ${view.info.kind === 'group' && !mine ? (last ? avatar(message.senderId, nameOf(message.senderId), { size: 'small' }) : html`<span class="avatar-gap"></span>`) : nothing}
      <div class="bubble">
        ${head(view, message.senderId, first, mine)} ${message.replyTo && !message.deletedAt ? quote(view, message.replyTo) : nothing}
        ${message.deletedAt && text === undefined
          ? body(html`<em>${t('message.deleted')}</em>`, 'gone', meta(message.sentAt, undefined, mine || change !== undefined, state))
          : body(linked(text ?? ''), sizeOf(text ?? ''), meta(message.sentAt, message.editedAt, mine || change !== undefined, state))}
      </div>
      <button class="round act ${change?.failed ? 'always' : ''}" tabindex="-1" data-act aria-label=${t('message.actions')} aria-haspopup="menu">${icon('more')}</button>
    </div>
  </div>`;
}

/**
 * An unacknowledged message.
 *
 * @param {ChatView} view
 * @param {number} at the position of the message among the unacknowledged ones
 */
export function pendingRow(view, at) {
  const entry = /** @type {OutboxEntry} */ (view.pending[at]);
  const newest = view.message(view.lastMessageId);
  const before = at > 0 ? view.pending[at - 1] : undefined;
  const next = view.pending[at + 1];
  const said = pendingSaid(entry);
  const first = !together(before ? pendingSaid(before) : newest && saidOf(newest), said);
  const last = !together(said, next && pendingSaid(next));
  return html`<div
    class="row out pending ${first ? 'first' : ''} ${last ? 'last' : ''} ${entry.failed ? 'failed' : ''}"
    role="article"
    data-key=${entry.key}
    tabindex="-1"
    aria-posinset=${view.lastMessageId + at + 1}
    aria-setsize=${view.lastMessageId}
  >
    <div class="said">
      <div class="bubble">
        ${entry.replyTo ? quote(view, entry.replyTo) : nothing}
        ${body(linked(entry.text), sizeOf(entry.text), meta(new Date(entry.createdAtMs).toISOString(), undefined, true, entry.failed ? 'failed' : 'sending'))}
      </div>
      ${entry.failed ? html`<button class="round act always" data-act aria-label=${t('message.actions')} aria-haspopup="menu">${icon('more')}</button>` : nothing}
    </div>
  </div>`;
}

/** @param {ChatView} view @param {number} id */
function skeleton(view, id) {
  return html`<div class="row skeleton ${id % 3 === 0 ? 'out' : 'in'}" role="article" aria-busy="true" data-id=${id} tabindex="-1" aria-posinset=${id} aria-setsize=${view.lastMessageId}>
    <div class="said"><div class="bubble"></div></div>
  </div>`;
}

/** @param {ChatView} view @param {string | undefined} senderId @param {boolean} first @param {boolean} mine */
function head(view, senderId, first, mine) {
  const name = mine ? t('list.you') : nameOf(senderId);
  if (view.info.kind === 'group' && !mine && first) return html`<div class="name nc-${colourOf(senderId)}" dir="auto">${name}</div>`;
  return html`<span class="sr">${name}</span>`;
}

/** @param {ChatView} view @param {number} id */
export function quote(view, id) {
  const message = view.message(id);
  const name = message ? nameOf(message.senderId) : '…';
  const text = !message ? '…' : message.deletedAt ? t('message.deleted') : preview(message.text ?? '');
  return html`<button class="quote nc-${colourOf(message?.senderId)}" data-quote=${id} tabindex="-1">
    <strong dir="auto"><span class="sr">${t('message.inReplyTo')} </span>${name}</strong><span dir="auto">${text}</span>
  </button>`;
}

/** @param {unknown} text @param {string} kind @param {unknown} about */
function body(text, kind, about) {
  // The invisible copy reserves the space that the visible copy occupies in the corner.
  return html`<div class="text ${kind}" dir="auto">${text}<span class="meta room" aria-hidden="true">${about}</span><span class="meta">${about}</span></div>`;
}

/** @param {string} text */
function sizeOf(text) {
  const emoji = onlyEmoji(text);
  return emoji ? `emoji-${emoji}` : '';
}

/**
 * @param {string} sentAt
 * @param {string | undefined} editedAt
 * @param {boolean} mine
 * @param {'sending' | 'sent' | 'read' | 'failed'} state
 */
function meta(sentAt, editedAt, mine, state) {
  return html`${editedAt ? html`<span title=${momentOf(editedAt)}>${t('message.edited')}</span>` : nothing}<time
      datetime=${sentAt}
      title=${momentOf(sentAt)}
      >${timeOf(sentAt)}</time
    >${mine ? html`${ticks(state)}<span class="sr">${t(`message.${state}`)}</span>` : nothing}`;
}

/**
 * A request for the menu of a message: of the message `id`, or of the unacknowledged message `key`.
 *
 * @typedef {{id?: number, key: string | undefined, owner: Element, point: {x: number, y: number} | undefined}} Action
 */

/** @param {Event} event @returns {HTMLElement | null} the row in which the event happened */
export function rowOf(event) {
  return /** @type {Element} */ (event.target).closest('.row');
}

/** @param {Event} event @returns {number | undefined} the id of the message whose quote was clicked */
export function quoteOf(event) {
  const quoted = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest('[data-quote]'));
  return quoted ? Number(quoted.dataset['quote']) : undefined;
}

/** @param {MouseEvent} event @returns {Action | undefined} the action of a click on the button, or of a touch of the bubble */
export function clickedAction(event) {
  const target = /** @type {Element} */ (event.target);
  const button = target.closest('[data-act]');
  if (button) return actionOf(event, button);
  const bubble = /** @type {PointerEvent} */ (event).pointerType === 'touch' && !target.closest('a') && target.closest('.bubble');
  return bubble ? actionOf(event, bubble, { x: event.clientX, y: event.clientY }) : undefined;
}

/** @param {MouseEvent} event @returns {Action | undefined} the action in place of the browser's menu; none for links and selected text */
export function contextAction(event) {
  const row = rowOf(event);
  const selected = String(getSelection() ?? '') !== '' || /** @type {Element} */ (event.target).closest('a');
  if (!row || selected || row.classList.contains('skeleton')) return undefined;
  return actionOf(event, row.querySelector('.bubble') ?? row, { x: event.clientX, y: event.clientY });
}

/**
 * @param {Event} event
 * @param {Element} owner the element at which the menu opens, if there is no point
 * @param {{x: number, y: number}} [point]
 * @returns {Action | undefined}
 */
export function actionOf(event, owner, point) {
  const row = rowOf(event);
  if (!row) return undefined;
  const { id, key } = row.dataset;
  return { ...(id ? { id: Number(id) } : {}), key, owner, point };
}
