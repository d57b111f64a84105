import { html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import { t } from './i18n.js';
import { icon } from './icons.js';
import { View, client, complain, drafts, nameOf } from './shared.js';
import { codePoints, preview } from './text.js';

/**
 * The input for a new message, a reply, or an edit.
 *
 * @typedef {import('@vestnik/client').Message} Message
 */
class Composer extends View {
  /** @type {import('@vestnik/client').ChatView} */
  #view = /** @type {any} */ (undefined);
  #text = '';
  /** @type {Message | undefined} */
  #editing;
  /** @type {Message | undefined} */
  #replying;
  #tooLong = 0;

  /** @param {import('@vestnik/client').ChatView} view */
  set view(view) {
    if (view === this.#view) return;
    this.#view = view;
    this.#text = drafts.of(view.id);
    this.#editing = undefined;
    this.#replying = undefined;
    this.#tooLong = 0;
    this.requestUpdate();
    // On a phone, the keyboard would cover the messages.
    if (matchMedia('(hover: hover)').matches) void this.updateComplete.then(() => this.focus());
  }

  /** @override */
  focus() {
    this.#field?.focus();
  }

  get #field() {
    return /** @type {HTMLTextAreaElement | null} */ (this.querySelector('textarea'));
  }

  /** @param {Message} message */
  edit(message) {
    this.#editing = message;
    this.#replying = undefined;
    this.#put(message.change?.text ?? message.text ?? '');
  }

  /** @param {Message} message */
  reply(message) {
    this.#replying = message;
    if (this.#editing) this.#cancel();
    this.requestUpdate();
    this.focus();
  }

  /** @override */
  render() {
    const context = this.#editing ?? this.#replying;
    const heading = this.#editing ? t('composer.editing') : t('composer.replying', { name: nameOf(this.#replying?.senderId) });
    return html`<form class="composer" @submit=${this.#submit}>
      ${context
        ? html`<div class="context">
            ${icon(this.#editing ? 'pencil' : 'reply')}
            <div class="about"><strong dir="auto">${heading}</strong><span dir="auto">${preview(context.text ?? '')}</span></div>
            <button type="button" class="round" aria-label=${t('composer.cancel')} @click=${this.#cancel}>${icon('close')}</button>
          </div>`
        : nothing}
      <div class="writing">
        <button type="button" class="round" aria-label=${t('composer.emoji')} aria-haspopup="dialog" @click=${this.#emoji}>${icon('smile')}</button>
        <textarea
          rows="1"
          dir="auto"
          placeholder=${t('composer.placeholder')}
          aria-label=${t('composer.placeholder')}
          aria-describedby=${this.#tooLong > 0 ? 'too-long' : nothing}
          .value=${live(this.#text)}
          @input=${this.#input}
          @keydown=${this.#key}
        ></textarea>
        ${this.#tooLong > 0 ? html`<span id="too-long" class="too-long" role="status">${t('composer.tooLong', { n: this.#tooLong })}</span>` : nothing}
        <button class="send" aria-label=${this.#editing ? t('composer.save') : t('composer.send')} ?disabled=${this.#tooLong > 0}>
          ${icon(this.#editing ? 'check' : 'send')}
        </button>
      </div>
    </form>`;
  }

  /** @override */
  updated() {
    this.#fit();
  }

  #input() {
    const text = this.#field?.value ?? '';
    this.#text = text;
    this.#fit();
    this.#measure();
    if (this.#editing) return;
    drafts.set(this.#view.id, text);
    if (text.trim()) client.type(this.#view.id);
  }

  #measure() {
    const tooLong = Math.max(0, (this.#text.length > client.limits.textMax ? codePoints(this.#text) : 0) - client.limits.textMax);
    if (tooLong === this.#tooLong) return;
    this.#tooLong = tooLong;
    this.requestUpdate();
  }

  /** Sets the height of the input to that of its text, in browsers that do not do so themselves. */
  #fit() {
    const field = this.#field;
    if (!field || CSS.supports('field-sizing', 'content')) return;
    field.style.height = 'auto';
    field.style.height = `${field.scrollHeight}px`;
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.isComposing) return;
    const touch = !matchMedia('(hover: hover)').matches;
    if (event.key === 'Enter' && !event.shiftKey && !touch) {
      event.preventDefault();
      this.#send();
    } else if (event.key === 'ArrowUp' && this.#text === '' && !event.shiftKey) {
      const mine = this.#lastOwn();
      if (event.ctrlKey || event.metaKey) {
        const last = this.#view.message(this.#view.lastMessageId);
        if (last && !last.deletedAt) this.reply(last);
      } else if (mine) this.edit(mine);
      else return;
      event.preventDefault();
    } else if (event.key === 'Escape' && (this.#editing || this.#replying)) {
      event.preventDefault();
      this.#cancel();
    }
  }

  #lastOwn() {
    for (let id = this.#view.lastMessageId; id > 0; id--) {
      const message = this.#view.message(id);
      if (!message) return undefined;
      if (message.senderId === client.userId && !message.deletedAt) return message;
    }
    return undefined;
  }

  /** @param {SubmitEvent} event */
  #submit(event) {
    event.preventDefault();
    this.#send();
  }

  #send() {
    const text = this.#text.replace(/^\s*\n|\s+$/g, '');
    if (!text || this.#tooLong > 0) return;
    if (this.#editing) {
      const { id, text: before } = this.#editing;
      if (text !== before) client.edit(this.#view.id, id, text).catch(complain);
      this.#cancel();
      return;
    }
    client.send(this.#view.id, text, this.#replying ? { replyTo: this.#replying.id } : {});
    this.#replying = undefined;
    drafts.set(this.#view.id, '');
    this.#put('');
  }

  #cancel = () => {
    this.#replying = undefined;
    if (this.#editing) {
      this.#editing = undefined;
      this.#text = drafts.of(this.#view.id);
    }
    this.#put(this.#text);
  };

  /** @param {string} text */
  #put(text) {
    this.#text = text;
    this.#measure();
    this.requestUpdate();
    void this.updateComplete.then(() => {
      this.focus();
      this.#field?.setSelectionRange(text.length, text.length);
    });
  }

  /** @param {MouseEvent} event */
  async #emoji(event) {
    const owner = /** @type {Element} */ (event.currentTarget);
    const { openEmoji } = await import('./emoji.js');
    openEmoji(owner, (emoji) => {
      const field = this.#field;
      if (!field) return;
      field.setRangeText(emoji, field.selectionStart, field.selectionEnd, 'end');
      this.#input();
      this.requestUpdate();
    });
  }
}
customElements.define('vestnik-composer', Composer);
