import { html, nothing } from 'lit';
import { VestnikError, codeOf } from '@vestnik/client';
import { explain, t } from './i18n.js';
import { logo } from './icons.js';
import { View, client } from './shared.js';

const PASSWORD_MIN = 8;

/** The forms for login and registration. */
class Auth extends View {
  why = '';
  #registers = false;
  #busy = false;
  #problem = '';
  #shown = false;
  #closed = false;

  /** @override */
  firstUpdated() {
    this.querySelector('input')?.focus();
    void this.#ask();
  }

  /** @override */
  render() {
    const registers = this.#registers;
    return html`<main class="auth">
      <form @submit=${this.#submit}>
        ${logo}
        <h1>Vestnik</h1>
        <p class="tagline">${t('app.tagline')}</p>
        ${this.why ? html`<p class="notice" role="alert">${this.#reason()}</p>` : nothing}
        ${registers
          ? html`<label class="field"
              ><span>${t('auth.name')}</span>
              <input name="name" autocomplete="name" required maxlength="64" ?disabled=${this.#busy} />
            </label>`
          : nothing}
        <label class="field"
          ><span>${t('auth.email')}</span>
          <input name="email" type="email" autocomplete="username" inputmode="email" required ?disabled=${this.#busy} />
        </label>
        <label class="field"
          ><span>${t('auth.password')}</span>
          <input
            name="password"
            type=${this.#shown ? 'text' : 'password'}
            autocomplete=${registers ? 'new-password' : 'current-password'}
            required
            minlength=${registers ? PASSWORD_MIN : 1}
            maxlength="128"
            aria-describedby=${registers ? 'password-hint' : nothing}
            ?disabled=${this.#busy}
          />
        </label>
        <div class="beside">
          ${registers ? html`<small id="password-hint">${t('auth.passwordHint')}</small>` : html`<span></span>`}
          <label class="check"
            ><input type="checkbox" .checked=${this.#shown} @change=${this.#toggle} /> ${t('auth.showPassword')}</label
          >
        </div>
        <p class="problem" role="alert">${this.#problem}</p>
        <button class="primary wide" ?disabled=${this.#busy}>${registers ? t('auth.register') : t('auth.login')}</button>
        ${registers ? nothing : html`<p class="hint">${t('auth.forgot')}</p>`}
        ${this.#closed
          ? html`<p class="hint">${t('auth.closed')}</p>`
          : html`<button type="button" class="link" @click=${this.#switch}>${registers ? t('auth.toLogin') : t('auth.toRegister')}</button>`}
      </form>
    </main>`;
  }

  /** Asks whether the server accepts registrations. Without an answer the form offers one, and the server decides. */
  async #ask() {
    const registration = await client.api.registration().catch(() => 'open');
    if (registration === 'closed') this.#close();
  }

  #close() {
    this.#closed = true;
    this.#registers = false;
    this.requestUpdate();
  }

  #reason() {
    if (this.why === 'device_revoked') return t('auth.why.device_revoked');
    return this.why === 'token_reused' ? t('auth.why.token_reused') : t('auth.why.other');
  }

  #toggle() {
    this.#shown = !this.#shown;
    this.requestUpdate();
  }

  #switch() {
    this.#registers = !this.#registers;
    this.#problem = '';
    this.requestUpdate();
    void this.updateComplete.then(() => this.querySelector('input')?.focus());
  }

  /** @param {SubmitEvent} event */
  async #submit(event) {
    event.preventDefault();
    const said = new FormData(/** @type {HTMLFormElement} */ (event.target));
    const value = (/** @type {string} */ name) => String(said.get(name) ?? '');
    this.#busy = true;
    this.#problem = '';
    this.requestUpdate();
    try {
      const who = { email: value('email').trim(), password: value('password') };
      if (this.#registers) await client.register({ ...who, name: value('name').trim() });
      else await client.login(who);
      this.dispatchEvent(new CustomEvent('entered'));
    } catch (problem) {
      if (codeOf(problem) === 'forbidden') this.#close();
      const fields = problem instanceof VestnikError ? problem.fields.map((each) => each.message).join('. ') : '';
      this.#problem = fields ? `${explain(codeOf(problem))} ${fields}` : explain(codeOf(problem));
    }
    this.#busy = false;
    this.requestUpdate();
  }
}
customElements.define('vestnik-auth', Auth);
