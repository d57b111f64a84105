import { html, nothing } from 'lit';
import { Dialog } from './dialog.js';
import { t } from './i18n.js';
import { logo } from './icons.js';
import { View, announce, client, drafts, goTo, nameOf, openChatId, titleOf, toast } from './shared.js';
import { notifyOf } from './notify.js';
import { preview } from './text.js';
import { openUnsent } from './unsent.js';
import './auth.js';
import './chats.js';
import './conversation.js';

/** The page. It shows the login, or the list of chats beside the open chat. */
class App extends View {
  /** @type {'starting' | 'out' | 'in'} */
  #who = 'starting';
  #why = '';

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    this.until(
      client.on('state', (state) => {
        announce(state.name === 'live' ? t('state.live') : state.name === 'offline' ? t('state.offline') : '');
        this.soon();
      }),
      client.on('chats', this.soon),
      client.on('signedOut', ({ why }) => this.#left(why)),
      client.on('removed', ({ chatId, chat, unsent }) => this.#removed(chatId, titleOf(chat), unsent)),
      client.on('message', ({ chat, message, live }) => {
        if (!live) return;
        const seen = !document.hidden && openChatId() === chat.id;
        if (seen) announce(`${nameOf(message.senderId)}: ${preview(message.text ?? '')}`);
        else notifyOf(chat, message, titleOf(chat));
      }),
    );
    const moved = () => this.requestUpdate();
    addEventListener('popstate', moved);
    addEventListener('hashchange', moved);
    addEventListener('keydown', this.#key);
    navigator.serviceWorker?.addEventListener('message', (event) => {
      if (event.data?.type === 'open') location.href = event.data.address;
    });
    this.until(() => {
      removeEventListener('popstate', moved);
      removeEventListener('hashchange', moved);
      removeEventListener('keydown', this.#key);
    });
    void this.#start();
  }

  async #start() {
    const known = await client.resume().catch(() => false);
    if (known) await this.entered();
    else {
      this.#who = 'out';
      this.requestUpdate();
    }
  }

  /** Called after the login. */
  async entered() {
    await drafts.load();
    this.#who = 'in';
    this.#why = '';
    this.requestUpdate();
    if (client.unsentOfLeftChats.length > 0) openUnsent('', client.unsentOfLeftChats);
  }

  /**
   * @param {string} chatId a chat of which the user is no longer a member
   * @param {string} title
   * @param {import('./unsent.js').Refused[]} unsent
   */
  #removed(chatId, title, unsent) {
    const open = openChatId() === chatId;
    if (open) {
      // Dialogs about this chat are removed as well, such as its details.
      Dialog.removeAll();
      goTo(undefined);
    }
    const draft = drafts.of(chatId);
    drafts.set(chatId, '');
    if (unsent.length > 0 || draft) openUnsent(title, unsent, draft);
    else if (open) toast(t('chat.notMember'));
  }

  /** @param {string} why */
  #left(why) {
    drafts.clear();
    Dialog.removeAll();
    this.#who = 'out';
    this.#why = why === 'logged_out' ? '' : why;
    this.requestUpdate();
  }

  /** @param {KeyboardEvent} event */
  #key = (event) => {
    if (this.#who !== 'in' || document.querySelector('dialog[open]')) return;
    if ((event.ctrlKey || event.metaKey) && event.code === 'KeyK') {
      event.preventDefault();
      /** @type {HTMLElement | null} */ (this.querySelector('#search'))?.focus();
    } else if (event.altKey && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
      event.preventDefault();
      const chats = client.chats;
      const at = chats.findIndex((chat) => chat.id === openChatId());
      const next = chats[at + (event.key === 'ArrowDown' ? 1 : -1)];
      if (next) goTo(next.id);
    } else if (event.key === 'Escape' && !event.defaultPrevented && openChatId()) {
      goTo(undefined);
    }
  };

  /** @override */
  render() {
    document.title = this.#title();
    if (this.#who === 'starting') return nothing;
    if (this.#who === 'out') return html`<vestnik-auth .why=${this.#why} @entered=${() => this.entered()}></vestnik-auth>`;
    const view = client.chat(openChatId() ?? '');
    return html`<div class="frame ${view ? 'talking' : ''}">
      <vestnik-chats .selected=${view?.id}></vestnik-chats>
      ${view
        ? html`<vestnik-conversation .view=${view}></vestnik-conversation>`
        : html`<section class="nothing-open" aria-label=${t('chat.choose')}>${logo}<p>${t('chat.choose')}</p></section>`}
    </div>`;
  }

  #title() {
    if (this.#who !== 'in') return 'Vestnik';
    const unread = client.chats.filter((chat) => chat.info.unread > 0).length;
    return unread > 0 ? `(${unread}) Vestnik` : 'Vestnik';
  }
}
customElements.define('vestnik-app', App);
