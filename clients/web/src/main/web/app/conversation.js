import { html } from 'lit';
import { avatar } from './avatar.js';
import { isOnline, typingIn } from './chats.js';
import { confirm } from './dialog.js';
import { t } from './i18n.js';
import { icon } from './icons.js';
import { openMenu } from './menu.js';
import { View, client, complain, goTo, titleOf, toast } from './shared.js';
import { lastSeen } from './time.js';
import './composer.js';
import './messages.js';

/**
 * The open chat, with its header, its messages, and the composer.
 *
 * @typedef {import('@vestnik/client').Message} Message
 */
class Conversation extends View {
  /** @type {import('@vestnik/client').ChatView} */
  #view = /** @type {any} */ (undefined);

  /** @param {import('@vestnik/client').ChatView} view */
  set view(view) {
    this.#view = view;
    this.requestUpdate();
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    this.until(client.on('chats', this.soon), client.on('typing', this.soon), client.on('presence', this.soon), client.people.on('changed', this.soon));
    const clock = setInterval(this.soon, 60_000);
    this.until(() => clearInterval(clock));
  }

  /** @override */
  render() {
    const view = this.#view;
    const title = titleOf(view);
    return html`<main class="conversation" @keydown=${this.#key}>
      <header class="bar">
        <button class="round back" aria-label=${t('chat.back')} @click=${() => goTo(undefined)}>${icon('back')}</button>
        <button class="about" aria-haspopup="dialog" @click=${this.#about}>
          ${avatar(view.info.peer?.id ?? view.id, title)}
          <span class="lines">
            <h1 dir="auto">${title}</h1>
            <span class="line">${this.#subtitle()}</span>
          </span>
          <span class="sr">${t('chat.info')}</span>
        </button>
      </header>
      <vestnik-messages .view=${view} .heading=${title} @act=${this.#act}></vestnik-messages>
      <vestnik-composer .view=${view}></vestnik-composer>
    </main>`;
  }

  #subtitle() {
    const view = this.#view;
    const typing = typingIn(view);
    if (typing) return html`<em class="typing">${typing}</em>`;
    if (view.info.kind === 'group') return t('chat.members', { n: view.info.memberCount });
    if (isOnline(view)) return html`<span class="online-now">${t('chat.online')}</span>`;
    const seen = client.presence(view.info.peer?.id ?? '')?.lastSeenAt ?? view.info.peer?.lastSeenAt;
    return seen ? t('chat.lastSeen', { when: lastSeen(seen) }) : '';
  }

  async #about() {
    (await import('./group.js')).openAbout(this.#view);
  }

  get #composer() {
    return /** @type {any} */ (this.querySelector('vestnik-composer'));
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const row = /** @type {Element} */ (event.target).closest('.row');
    if (event.key === 'Escape' && row) {
      event.preventDefault();
      this.#composer.focus();
    }
  }

  /** @param {CustomEvent<{id?: number, key?: string, owner: Element, point?: {x: number, y: number}}>} event */
  #act(event) {
    const { id, key, owner, point } = event.detail;
    const items = id === undefined ? this.#pendingActions(key) : this.#actions(this.#view.message(id));
    openMenu(items, owner, point, t('message.actions'));
  }

  /** @param {string | undefined} key @returns {import('./menu.js').Item[]} */
  #pendingActions(key) {
    const entry = this.#view.pending.find((each) => each.key === key);
    return entry?.failed ? this.#refusedActions(entry) : [];
  }

  /** @param {import('@vestnik/client').OutboxEntry | import('@vestnik/client').ChangeEntry} entry @returns {import('./menu.js').Item[]} */
  #refusedActions(entry) {
    const { text } = entry;
    /** @type {import('./menu.js').Item[]} */
    const items = [
      { label: t('message.retry'), icon: 'retry', action: () => void client.retry(entry) },
      { label: t('message.discard'), icon: 'bin', danger: true, action: () => void client.discard(entry) },
    ];
    if (text !== undefined) items.splice(1, 0, { label: t('message.copy'), icon: 'copy', action: () => void copy(text) });
    return items;
  }

  /** @param {Message | undefined} message @returns {import('./menu.js').Item[]} */
  #actions(message) {
    if (message?.change?.failed) return this.#refusedActions(message.change);
    if (!message || message.deletedAt) return [];
    const view = this.#view;
    const mine = message.senderId === client.userId;
    const rules = view.info.kind === 'group' && (view.info.myRole === 'owner' || view.info.myRole === 'admin');
    /** @type {import('./menu.js').Item[]} */
    const items = [
      { label: t('message.reply'), icon: 'reply', action: () => this.#composer.reply(message) },
      { label: t('message.copy'), icon: 'copy', action: () => void copy(message.text ?? '') },
    ];
    if (mine) items.splice(1, 0, { label: t('message.edit'), icon: 'pencil', action: () => this.#composer.edit(message) });
    if (mine) {
      items.push({
        label: t('message.readBy'),
        icon: 'eye',
        action: async () => (await import('./group.js')).openReaders(view, message.id),
      });
    }
    if (mine || rules) {
      items.push({
        label: t('message.delete'),
        icon: 'bin',
        danger: true,
        action: async () => {
          if (await confirm(t('message.deleteAsk'), t('message.delete'), { danger: true })) client.delete(view.id, message.id).catch(complain);
        },
      });
    }
    return items;
  }
}
customElements.define('vestnik-conversation', Conversation);

/** @param {string} text */
async function copy(text) {
  await navigator.clipboard.writeText(text);
  toast(t('message.copied'));
}
