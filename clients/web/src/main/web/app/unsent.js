import { html, nothing } from 'lit';
import { Dialog } from './dialog.js';
import { t } from './i18n.js';
import { client } from './shared.js';

/** @typedef {import('@vestnik/client').OutboxEntry | import('@vestnik/client').ChangeEntry} Refused */

/** What the user wrote in a chat before losing access to it. The texts are kept until they are discarded here. */
class Unsent extends Dialog {
  chat = '';
  draft = '';
  /** @type {Refused[]} */
  entries = [];

  /** @override */
  get heading() {
    return t('chat.notMember');
  }

  /** @override */
  content() {
    const texts = [...this.entries.map((entry) => entry.text ?? ''), this.draft].filter(Boolean);
    return html`<p class="question">
        ${this.chat ? html`<strong dir="auto">${this.chat}</strong><br />` : nothing}${t('unsent.hint')}
      </p>
      ${texts.map((text) => html`<blockquote class="unsent" dir="auto">${text}</blockquote>`)}
      <div class="buttons">
        <button class="plain" @click=${() => this.close()}>${t('unsent.keep')}</button>
        <button class="primary danger" @click=${this.#discard}>${t('message.discard')}</button>
      </div>`;
  }

  #discard() {
    for (const entry of this.entries) void client.discard(entry);
    this.close();
  }
}
customElements.define('vestnik-unsent', Unsent);

/**
 * @param {string} chat its title, or empty
 * @param {Refused[]} entries
 * @param {string} [draft]
 */
export function openUnsent(chat, entries, draft = '') {
  Object.assign(new Unsent(), { chat, entries, draft }).open();
}
