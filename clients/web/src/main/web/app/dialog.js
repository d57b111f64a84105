import { html, nothing } from 'lit';
import { icon } from './icons.js';
import { t } from './i18n.js';
import { View } from './shared.js';

/**
 * A modal window. The browser keeps the focus inside. The Esc key and a click outside close the dialog. Each kind of
 * dialog defines its title and its content.
 */
export class Dialog extends View {
  /** @returns {string} */
  get heading() {
    return '';
  }

  /** @returns {unknown} */
  content() {
    return nothing;
  }

  /** Adds the dialog to the page and shows it. */
  open() {
    document.body.append(this);
    return this;
  }

  close() {
    this.querySelector('dialog')?.close();
  }

  /**
   * Removes every dialog from the page immediately. A dialog that is closed stays in the page until the browser's close
   * event.
   */
  static removeAll() {
    for (const shown of document.querySelectorAll('dialog')) shown.parentElement?.remove();
  }

  /** @override */
  firstUpdated() {
    this.querySelector('dialog')?.showModal();
  }

  /** @override */
  render() {
    return html`<dialog aria-labelledby="dialog-title" @close=${() => this.remove()} @click=${this.#clicked}>
      <div class="sheet">
        <header>
          <h2 id="dialog-title">${this.heading}</h2>
          <button class="round" aria-label=${t('dialog.close')} @click=${() => this.close()}>${icon('close')}</button>
        </header>
        ${this.content()}
      </div>
    </dialog>`;
  }

  /** @param {MouseEvent} event */
  #clicked(event) {
    if (event.target === event.currentTarget) this.close();
  }
}

class Confirm extends Dialog {
  question = '';
  label = '';
  danger = false;
  /** @type {(yes: boolean) => void} */
  answer = () => {};

  /** @override */
  get heading() {
    return this.label;
  }

  /** @override */
  content() {
    return html`<p class="question" dir="auto">${this.question}</p>
      <div class="buttons">
        <button class="plain" @click=${() => this.close()}>${t('dialog.cancel')}</button>
        <button class=${this.danger ? 'primary danger' : 'primary'} @click=${this.#yes}>${this.label}</button>
      </div>`;
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    this.answer(false);
  }

  #yes() {
    this.answer(true);
    this.close();
  }
}
customElements.define('vestnik-confirm', Confirm);

/**
 * @param {string} question
 * @param {string} label the text of the button that confirms
 * @param {{danger?: boolean}} [how]
 * @returns {Promise<boolean>}
 */
export function confirm(question, label, { danger = false } = {}) {
  return new Promise((resolve) => {
    const dialog = new Confirm();
    Object.assign(dialog, { question, label, danger, answer: resolve });
    dialog.open();
  });
}
