import { html, nothing } from 'lit';
import { VestnikError, codeOf } from '@vestnik/client';
import { avatar } from './avatar.js';
import { signOut } from './chats.js';
import { Dialog, confirm } from './dialog.js';
import { explain, t } from './i18n.js';
import { icon } from './icons.js';
import { canNotify, notifies, setNotifies } from './notify.js';
import { client, complain, toast } from './shared.js';
import { lastSeen } from './time.js';

/** Profile, notifications, devices, password, logout and account deletion. */
class Settings extends Dialog {
  /** @type {import('@vestnik/client').Profile | undefined} */
  #profile;
  /** @type {import('@vestnik/client').Device[]} */
  #devices = [];
  #notifies = false;
  #problem = '';

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    void this.#load();
  }

  async #load() {
    this.#notifies = await notifies();
    try {
      [this.#profile, this.#devices] = await Promise.all([client.api.me(), client.api.devices()]);
    } catch (problem) {
      complain(problem);
    }
    this.requestUpdate();
  }

  /** @override */
  get heading() {
    return t('settings.title');
  }

  /** @override */
  content() {
    const profile = this.#profile;
    if (!profile) return html`<div class="body"><span class="spinner"></span></div>`;
    return html`<div class="body">
      <div class="card">
        ${avatar(profile.id, profile.name, { size: 'large' })}
        <div class="lines"><strong class="big" dir="auto">${profile.name}</strong><span class="muted">${profile.email}</span></div>
      </div>
      <form @submit=${this.#saveProfile}>
        <h3>${t('settings.profile')}</h3>
        <label class="field"><span>${t('settings.name')}</span><input name="name" required maxlength="64" autocomplete="name" .value=${profile.name} /></label>
        <label class="field"
          ><span>${t('settings.username')}</span
          ><input name="username" pattern="[a-z0-9_]{5,32}" autocomplete="off" autocapitalize="none" aria-describedby="username-hint" .value=${profile.username ?? ''}
        /></label>
        <small id="username-hint" class="muted">${t('settings.usernameHint')}</small>
        <p class="problem" role="alert">${this.#problem}</p>
        <div class="buttons"><button class="primary">${t('settings.save')}</button></div>
      </form>
      ${canNotify()
        ? html`<section>
            <h3>${t('settings.notifications')}</h3>
            <label class="switch"><span>${t('settings.notificationsHint')}</span><input type="checkbox" role="switch" .checked=${this.#notifies} @change=${this.#notify} /></label>
          </section>`
        : nothing}
      <section>
        <h3>${t('settings.devices')}</h3>
        <ul class="people">
          ${this.#devices.map((device) => html`<li>${this.#device(device)}</li>`)}
        </ul>
      </section>
      <details>
        <summary>${t('settings.password')}</summary>
        <form @submit=${this.#changePassword}>
          <input type="text" name="username" autocomplete="username" .value=${profile.email ?? ''} hidden />
          <label class="field"><span>${t('settings.passwordCurrent')}</span><input name="current" type="password" required autocomplete="current-password" /></label>
          <label class="field"
            ><span>${t('settings.passwordNew')}</span><input name="next" type="password" required minlength="8" maxlength="128" autocomplete="new-password"
          /></label>
          <div class="buttons"><button class="primary">${t('settings.passwordChange')}</button></div>
        </form>
      </details>
      <section class="ends">
        <button class="row-button danger" @click=${() => void signOut()}>${icon('leave')} ${t('menu.signOut')}</button>
      </section>
      <details>
        <summary>${t('settings.deleteAccount')}</summary>
        <form @submit=${this.#deleteAccount}>
          <label class="field"><span>${t('auth.password')}</span><input name="password" type="password" required autocomplete="current-password" /></label>
          <div class="buttons"><button class="primary danger">${t('settings.deleteAccount')}</button></div>
        </form>
      </details>
    </div>`;
  }

  /** @param {import('@vestnik/client').Device} device */
  #device(device) {
    return html`<div class="person">
      <span class="device-icon">${icon('device')}</span>
      <span class="lines">
        <strong dir="auto">${device.name}</strong>
        <small class="muted">${device.current ? t('settings.thisDevice') : lastSeen(device.lastSeenAt ?? device.createdAt)}</small>
      </span>
      ${device.current ? nothing : html`<button class="link danger" @click=${() => this.#revoke(device)}>${t('settings.revoke')}</button>`}
    </div>`;
  }

  /** @param {SubmitEvent} event */
  async #saveProfile(event) {
    event.preventDefault();
    const said = new FormData(/** @type {HTMLFormElement} */ (event.target));
    const name = String(said.get('name')).trim();
    const username = String(said.get('username')).trim();
    try {
      this.#profile = await client.api.changeProfile({ name, ...(username && username !== this.#profile?.username ? { username } : {}) });
      client.people.update([{ id: client.userId, name }]);
      this.#problem = '';
      toast(t('settings.saved'));
    } catch (problem) {
      const fields = problem instanceof VestnikError ? problem.fields.map((each) => each.message).join('. ') : '';
      this.#problem = `${explain(codeOf(problem))} ${fields}`;
    }
    this.requestUpdate();
  }

  /** @param {Event} event */
  async #notify(event) {
    const box = /** @type {HTMLInputElement} */ (event.target);
    const wanted = box.checked;
    this.#notifies = await setNotifies(wanted);
    box.checked = this.#notifies;
    if (wanted && !this.#notifies) toast(t('settings.notificationsBlocked'));
  }

  /** @param {import('@vestnik/client').Device} device */
  async #revoke(device) {
    if (!(await confirm(t('settings.revokeAsk', { name: device.name }), t('settings.revoke'), { danger: true }))) return;
    try {
      await client.api.revokeDevice(device.id);
      this.#devices = await client.api.devices();
    } catch (problem) {
      complain(problem);
    }
    this.requestUpdate();
  }

  /** @param {SubmitEvent} event */
  async #changePassword(event) {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.target);
    const said = new FormData(form);
    try {
      await client.api.changePassword(String(said.get('current')), String(said.get('next')));
      form.reset();
      toast(t('settings.passwordChanged'));
      this.#devices = await client.api.devices();
    } catch (problem) {
      complain(problem);
    }
    this.requestUpdate();
  }

  /** @param {SubmitEvent} event */
  async #deleteAccount(event) {
    event.preventDefault();
    const password = String(new FormData(/** @type {HTMLFormElement} */ (event.target)).get('password'));
    if (!(await confirm(t('settings.deleteAccountAsk'), t('settings.deleteAccount'), { danger: true }))) return;
    try {
      await client.api.deleteAccount(password);
      await client.logout();
    } catch (problem) {
      complain(problem);
    }
  }
}
customElements.define('vestnik-settings', Settings);

export function openSettings() {
  new Settings().open();
}
