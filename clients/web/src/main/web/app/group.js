import { html, nothing } from 'lit';
import { codeOf, randomUuid } from '@vestnik/client';
import { avatar } from './avatar.js';
import { Dialog, confirm } from './dialog.js';
import { explain, t } from './i18n.js';
import { icon } from './icons.js';
import { openMenu } from './menu.js';
import { View, client, complain, goTo, nameOf, titleOf } from './shared.js';
import { isOnline } from './chats.js';
import { lastSeen } from './time.js';

/**
 * @typedef {import('@vestnik/client').ChatView} ChatView
 * @typedef {import('@vestnik/client').Person} Person
 * @typedef {import('@vestnik/client').Member} Member
 */

const LETTERS_MIN = 3;
const SEARCH_DELAY_MS = 250;

/** Lets the user select users: those of existing chats, and those found by a search. */
class PeoplePicker extends View {
  /** @type {Map<string, Person>} */
  chosen = new Map();
  /** @type {Set<string>} the ids of users who are not offered */
  without = new Set();
  #query = '';
  /** @type {Person[]} */
  #found = [];
  #asked = 0;

  /** @override */
  render() {
    return html`<div class="picker">
      ${this.chosen.size > 0
        ? html`<div class="chips">
            ${[...this.chosen.values()].map(
              (person) => html`<button type="button" class="chip" @click=${() => this.#toggle(person)}>
                <span dir="auto">${person.name}</span>${icon('close')}
              </button>`,
            )}
          </div>`
        : nothing}
      <label class="field"
        ><span>${t('group.add')}</span>
        <input type="search" autocomplete="off" placeholder=${t('group.addHint')} .value=${this.#query} @input=${this.#search} />
      </label>
      <ul class="people" aria-label=${t('list.people')}>
        ${this.#offered().map((person) => {
          const chosen = this.chosen.has(person.id);
          return html`<li>
            <label class="person">
              ${avatar(person.id, person.name, { size: 'small' })}
              <span class="lines"><strong dir="auto">${person.name}</strong>${person.username ? html`<small>@${person.username}</small>` : nothing}</span>
              <input type="checkbox" .checked=${chosen} @change=${() => this.#toggle(person)} />
            </label>
          </li>`;
        })}
      </ul>
    </div>`;
  }

  #offered() {
    const query = this.#query.trim().toLocaleLowerCase();
    /** @type {Map<string, Person>} */
    const offered = new Map();
    for (const view of client.chats) {
      const peer = view.info.peer;
      if (peer && (!query || nameOf(peer.id).toLocaleLowerCase().includes(query))) offered.set(peer.id, { id: peer.id, name: nameOf(peer.id) });
    }
    for (const person of this.#found) offered.set(person.id, person);
    return [...offered.values()].filter((person) => person.id !== client.userId && !this.without.has(person.id));
  }

  /** @param {Person} person */
  #toggle(person) {
    if (!this.chosen.delete(person.id)) this.chosen.set(person.id, person);
    this.requestUpdate();
    this.dispatchEvent(new CustomEvent('chosen'));
  }

  /** @param {Event} event */
  #search(event) {
    this.#query = /** @type {HTMLInputElement} */ (event.target).value;
    const number = ++this.#asked;
    const query = this.#query.trim().replace(/^@/, '');
    this.#found = [];
    this.requestUpdate();
    if ([...query].length < LETTERS_MIN) return;
    setTimeout(async () => {
      if (number !== this.#asked) return;
      try {
        this.#found = await client.api.findPeople(query);
      } catch (problem) {
        complain(problem);
      }
      this.requestUpdate();
    }, SEARCH_DELAY_MS);
  }
}
customElements.define('vestnik-people-picker', PeoplePicker);

class NewGroup extends Dialog {
  /**
   * The idempotency key of this dialog. All attempts use the same key, so that a lost answer leads to no second group.
   */
  #key = randomUuid();
  #problem = '';
  #busy = false;

  /** @override */
  get heading() {
    return t('group.new');
  }

  /** @override */
  content() {
    return html`<form class="body" @submit=${this.#submit}>
      <label class="field"
        ><span>${t('group.title')}</span><input name="title" required maxlength=${client.limits.titleMax} autocomplete="off" autofocus
      /></label>
      <vestnik-people-picker></vestnik-people-picker>
      <p class="problem" role="alert">${this.#problem}</p>
      <div class="buttons">
        <button type="button" class="plain" @click=${() => this.close()}>${t('dialog.cancel')}</button>
        <button class="primary" ?disabled=${this.#busy}>${t('group.create')}</button>
      </div>
    </form>`;
  }

  /** @param {SubmitEvent} event */
  async #submit(event) {
    event.preventDefault();
    const title = String(new FormData(/** @type {HTMLFormElement} */ (event.target)).get('title')).trim();
    const picker = /** @type {PeoplePicker} */ (this.querySelector('vestnik-people-picker'));
    if (!title) return;
    this.#busy = true;
    this.requestUpdate();
    try {
      const view = await client.createGroup(title, [...picker.chosen.keys()], this.#key);
      this.close();
      goTo(view.id);
    } catch (problem) {
      this.#problem = explain(codeOf(problem));
      if (codeOf(problem) === 'key_reused') this.#key = randomUuid();
    }
    this.#busy = false;
    this.requestUpdate();
  }
}
customElements.define('vestnik-new-group', NewGroup);

export function openNewGroup() {
  new NewGroup().open();
}

/** The details and actions of a chat. */
class About extends Dialog {
  /** @type {ChatView} */
  view = /** @type {any} */ (undefined);
  #adding = false;
  #renaming = false;

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    this.until(this.view.on('changed', this.soon), client.on('presence', this.soon));
    if (this.view.info.kind === 'group') this.view.loadMembers().catch(complain);
  }

  /** @override */
  get heading() {
    return t('chat.info');
  }

  /** @override */
  content() {
    const { info } = this.view;
    const title = titleOf(this.view);
    const rules = info.kind === 'group' && info.myRole !== 'member';
    return html`<div class="body">
      <div class="card">
        ${avatar(info.peer?.id ?? info.id, title, { size: 'large' })}
        <div class="lines">
          <strong class="big" dir="auto">${title}</strong>
          <span class="muted">${this.#about()}</span>
        </div>
        ${rules ? html`<button class="round" aria-label=${t('group.rename')} @click=${this.#rename}>${icon('pencil')}</button>` : nothing}
      </div>
      ${this.#renaming
        ? html`<form class="inline" @submit=${this.#renamed}>
            <label class="field"><span>${t('group.title')}</span><input name="title" required maxlength=${client.limits.titleMax} .value=${title} autofocus /></label>
            <button class="primary">${t('settings.save')}</button>
          </form>`
        : nothing}
      ${info.kind === 'group' ? this.#group(rules) : nothing}
    </div>`;
  }

  #about() {
    const { info } = this.view;
    if (info.kind === 'group') return t('chat.members', { n: info.memberCount });
    const person = client.people.get(info.peer?.id);
    const seen = client.presence(info.peer?.id ?? '')?.lastSeenAt;
    const state = isOnline(this.view) ? t('chat.online') : seen ? t('chat.lastSeen', { when: lastSeen(seen) }) : '';
    return [person?.username ? `@${person.username}` : '', state].filter(Boolean).join(' · ');
  }

  /** @param {boolean} rules */
  #group(rules) {
    const order = { owner: 0, admin: 1, member: 2 };
    const members = [...(this.view.members?.values() ?? [])].sort((one, other) => order[one.role ?? 'member'] - order[other.role ?? 'member'] || (one.name < other.name ? -1 : 1));
    return html`<section>
        <h3>
          ${t('group.members')}
          ${rules ? html`<button class="link" aria-expanded=${this.#adding} @click=${this.#add}>${icon('add')} ${t('group.add')}</button>` : nothing}
        </h3>
        ${this.#adding ? this.#picker(members) : nothing}
        <ul class="people">
          ${members.map((member) => html`<li>${this.#member(member)}</li>`)}
        </ul>
      </section>
      <section class="ends">
        <button class="row-button danger" @click=${this.#leave}>${icon('leave')} ${t('group.leave')}</button>
        ${this.view.info.myRole === 'owner' ? html`<button class="row-button danger" @click=${this.#delete}>${icon('bin')} ${t('group.delete')}</button>` : nothing}
      </section>`;
  }

  /** @param {Member[]} members */
  #picker(members) {
    return html`<vestnik-people-picker .without=${new Set(members.map((member) => member.userId))}></vestnik-people-picker>
      <div class="buttons">
        <button class="plain" @click=${this.#add}>${t('dialog.cancel')}</button>
        <button class="primary" @click=${this.#added}>${t('group.add')}</button>
      </div>`;
  }

  /** @param {Member} member */
  #member(member) {
    const items = this.#actions(member);
    return html`<div class="person">
      ${avatar(member.userId, nameOf(member.userId), { size: 'small', online: client.presence(member.userId)?.online ?? false })}
      <span class="lines"><strong dir="auto">${nameOf(member.userId)}${member.userId === client.userId ? html` <span class="muted">(${t('list.you').replace(':', '').toLocaleLowerCase()})</span>` : nothing}</strong></span>
      ${member.role === 'owner' || member.role === 'admin' ? html`<span class="role">${t(`group.role.${member.role}`)}</span>` : nothing}
      ${items.length > 0
        ? html`<button
            class="round"
            aria-haspopup="menu"
            aria-label=${t('group.memberActions', { name: nameOf(member.userId) })}
            @click=${(/** @type {Event} */ event) => openMenu(items, /** @type {Element} */ (event.currentTarget))}
          >
            ${icon('more')}
          </button>`
        : nothing}
    </div>`;
  }

  /** @param {Member} member @returns {import('./menu.js').Item[]} */
  #actions(member) {
    if (member.userId === client.userId) return [];
    const { id } = this.view;
    const { userId } = member;
    const mine = this.view.info.myRole;
    const name = nameOf(userId);
    /** @type {import('./menu.js').Item[]} */
    const items = [{ label: t('group.message'), icon: 'person', action: () => this.#talkTo(userId) }];
    const role = (/** @type {import('@vestnik/client').Role} */ to) => this.#do(client.api.changeRole(id, userId, to));
    if (mine === 'owner') {
      if (member.role === 'admin') items.push({ label: t('group.makeMember'), icon: 'person', action: () => role('member') });
      else items.push({ label: t('group.makeAdmin'), icon: 'group', action: () => role('admin') });
      items.push({
        label: t('group.makeOwner'),
        icon: 'group',
        action: async () => {
          if (await confirm(t('group.makeOwnerAsk', { name }), t('group.makeOwner'))) await role('owner');
        },
      });
    }
    if (mine === 'owner' || (mine === 'admin' && member.role === 'member')) {
      items.push({ label: t('group.remove'), icon: 'bin', danger: true, action: () => this.#do(client.api.removeMember(id, userId)) });
    }
    return items;
  }

  /** @param {Promise<unknown>} asked a request whose effect arrives as an event; a refusal is shown */
  async #do(asked) {
    await asked.catch(complain);
  }

  /** @param {string} userId */
  async #talkTo(userId) {
    try {
      const view = await client.openDirect(userId);
      this.close();
      goTo(view.id);
    } catch (problem) {
      complain(problem);
    }
  }

  #rename() {
    this.#renaming = !this.#renaming;
    this.requestUpdate();
  }

  /** @param {SubmitEvent} event */
  async #renamed(event) {
    event.preventDefault();
    const title = String(new FormData(/** @type {HTMLFormElement} */ (event.target)).get('title')).trim();
    if (title) await this.#do(client.api.rename(this.view.id, title));
    this.#rename();
  }

  #add() {
    this.#adding = !this.#adding;
    this.requestUpdate();
  }

  async #added() {
    const picker = /** @type {PeoplePicker} */ (this.querySelector('vestnik-people-picker'));
    if (picker.chosen.size > 0) await this.#do(client.api.addMembers(this.view.id, [...picker.chosen.keys()]));
    this.#add();
  }

  async #leave() {
    if (!(await confirm(t('group.leaveAsk', { title: titleOf(this.view) }), t('group.leave'), { danger: true }))) return;
    this.close();
    await this.#do(client.api.removeMember(this.view.id, client.userId));
  }

  async #delete() {
    if (!(await confirm(t('group.deleteAsk', { title: titleOf(this.view) }), t('group.delete'), { danger: true }))) return;
    this.close();
    await this.#do(client.api.deleteGroup(this.view.id));
  }
}
customElements.define('vestnik-about', About);

/** @param {ChatView} view */
export function openAbout(view) {
  const dialog = new About();
  dialog.view = view;
  dialog.open();
}

/** Shows the readers of a message, and the number of members who have not read it. */
class ReadBy extends Dialog {
  /** @type {ChatView} */
  view = /** @type {any} */ (undefined);
  messageId = 0;
  /** @type {import('@vestnik/client').Readers | undefined} */
  #readers;

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    this.until(this.view.on('changed', () => void this.#load()));
    void this.#load();
  }

  async #load() {
    try {
      this.#readers = await client.api.readers(this.view.id, this.messageId, { limit: 200 });
      this.requestUpdate();
    } catch (problem) {
      complain(problem);
      this.close();
    }
  }

  /** @override */
  get heading() {
    return t('readers.title');
  }

  /** @override */
  content() {
    const readers = this.#readers;
    if (!readers) return html`<div class="body"><span class="spinner"></span></div>`;
    return html`<div class="body">
      <p class="muted">${readers.items.length > 0 ? t('readers.count', { n: readers.items.length, of: readers.required }) : t('readers.none')}</p>
      <ul class="people">
        ${readers.items.map(
          (reader) => html`<li>
            <div class="person">${avatar(reader.userId, reader.name, { size: 'small' })}<span class="lines"><strong dir="auto">${reader.name}</strong></span></div>
          </li>`,
        )}
      </ul>
    </div>`;
  }
}
customElements.define('vestnik-read-by', ReadBy);

/** @param {ChatView} view @param {number} id */
export function openReaders(view, id) {
  const dialog = new ReadBy();
  dialog.view = view;
  dialog.messageId = id;
  dialog.open();
}
