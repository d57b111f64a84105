import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { avatar } from './avatar.js';
import { confirm } from './dialog.js';
import { t } from './i18n.js';
import { icon, ticks } from './icons.js';
import { openMenu } from './menu.js';
import { View, client, complain, drafts, goTo, nameOf, titleOf, toast } from './shared.js';
import { preview } from './text.js';
import { momentOf, shortTime } from './time.js';

/** The minimum length of a prefix with which the server finds users. */
const LETTERS_MIN = 3;

const SEARCH_DELAY_MS = 250;

/**
 * The left column, with the search, the list of chats, and the state of the connection.
 *
 * @typedef {import('@vestnik/client').ChatView} ChatView
 */
class Chats extends View {
  /** @type {string | undefined} */
  #selected;
  #query = '';
  /** @type {import('@vestnik/client').Person[]} */
  #people = [];
  #asked = 0;
  #searching = false;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #clock;

  /** @param {string | undefined} selected */
  set selected(selected) {
    if (selected === this.#selected) return;
    this.#selected = selected;
    this.requestUpdate();
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    this.until(
      client.on('chats', this.soon),
      client.on('typing', this.soon),
      client.on('presence', this.soon),
      client.on('state', this.soon),
      client.on('storage', this.soon),
      client.people.on('changed', this.soon),
    );
    // As time passes, the list shows dates in place of times.
    this.#clock = setInterval(this.soon, 60_000);
    this.until(() => clearInterval(this.#clock));
    const drafted = () => this.soon();
    addEventListener('draft', drafted);
    this.until(() => removeEventListener('draft', drafted));
  }

  /** @override */
  render() {
    const query = this.#query.trim().toLocaleLowerCase();
    const chats = client.chats.filter((view) => !query || titleOf(view).toLocaleLowerCase().includes(query));
    return html`<div class="side" role=${this.#selected ? nothing : 'main'}>
    <nav aria-label=${t('list.chats')} @keydown=${this.#key}>
      ${this.#selected ? nothing : html`<h1 class="sr">Vestnik</h1>`}
      <div class="bar">
        <button class="round" aria-label=${t('list.menu')} aria-haspopup="menu" @click=${this.#menu}>${icon('menu')}</button>
        <div class="search">
          ${icon('search')}
          <input
            id="search"
            type="search"
            autocomplete="off"
            placeholder=${t('list.search')}
            aria-label=${t('list.searchHint')}
            aria-keyshortcuts="Control+K"
            .value=${this.#query}
            @input=${this.#search}
          />
        </div>
      </div>
      ${this.#state()}
      ${client.storageProblem === undefined ? nothing : html`<div class="state not-stored" role="status">${t('state.notStored')}</div>`}
      <div class="chat-list">
        ${chats.length > 0
          ? html`<ul>
              ${repeat(
                chats,
                (view) => view.id,
                (view) => html`<li>${this.#chat(view)}</li>`,
              )}
            </ul>`
          : nothing}
        ${query ? this.#found(chats.length) : chats.length === 0 ? this.#empty() : nothing}
      </div>
      ${query ? nothing : html`<button class="floating" aria-label=${t('list.new')} aria-haspopup="menu" @click=${this.#new}>${icon('pencil')}</button>`}
    </nav>
    </div>`;
  }

  #state() {
    const state = client.state;
    switch (state.name) {
      case 'offline':
        return html`<div class="state"><span class="spinner"></span>${t('state.offline')}<button class="link" @click=${() => client.connectNow()}>${t('state.retry')}</button></div>`;
      case 'connecting':
        return html`<div class="state late"><span class="spinner"></span>${t('state.connecting')}</div>`;
      case 'stopped':
        return html`<div class="state">
          ${state.why === 'replaced' ? t('state.stopped.replaced') : t('state.stopped.other')}
          <button class="link" @click=${() => client.reconnect()}>${t('state.stopped.here')}</button>
        </div>`;
      default:
        return nothing;
    }
  }

  /** @param {ChatView} view */
  #chat(view) {
    const { info } = view;
    const title = titleOf(view);
    const last = view.pending.at(-1);
    const { lastMessage } = view;
    const mine = lastMessage?.senderId === client.userId;
    const waiting = last ?? lastMessage?.change;
    const state = waiting ? (waiting.failed ? 'failed' : 'sending') : lastMessage && view.isRead(lastMessage) ? 'read' : 'sent';
    const selected = view.id === this.#selected;
    const at = last ? new Date(last.createdAtMs).toISOString() : (lastMessage?.sentAt ?? info.activityAt);
    return html`<a class="chat" href="#/c/${view.id}" aria-current=${selected ? 'page' : nothing} @click=${this.#open(view.id)}>
      ${avatar(info.peer?.id ?? view.id, title, { online: isOnline(view) })}
      <span class="lines">
        <span class="line">
          ${info.kind === 'group' ? icon('group') : nothing}
          <strong dir="auto">${title}</strong>
          ${(last || (mine && !lastMessage?.deletedAt)) && !drafts.of(view.id) ? html`${ticks(state)}<span class="sr">${t(`message.${state}`)}</span>` : nothing}
          <time datetime=${at} title=${momentOf(at)}>${shortTime(at)}</time>
        </span>
        <span class="line">
          <span class="preview" dir="auto">${this.#preview(view)}</span>
          ${info.unread > 0
            ? html`<span class="badge"><span aria-hidden="true">${info.unread > 999 ? '999+' : info.unread}</span
                ><span class="sr">${t('list.unread', { n: info.unread })}</span></span>`
            : nothing}
        </span>
      </span>
    </a>`;
  }

  /** @param {ChatView} view */
  #preview(view) {
    const typing = typingIn(view);
    if (typing) return html`<em class="typing">${typing}</em>`;
    const draft = drafts.of(view.id);
    if (draft && view.id !== this.#selected) return html`<span class="draft">${t('list.draft')}</span> ${preview(draft)}`;
    const pending = view.pending.at(-1);
    const { lastMessage } = view;
    const { kind } = view.info;
    if (pending) return html`${kind === 'group' ? html`<span class="who">${t('list.you')}</span> ` : nothing}${preview(pending.text)}`;
    if (!lastMessage) return t('list.noMessages');
    const mine = lastMessage.senderId === client.userId;
    const who = kind !== 'group' ? nothing : html`<span class="who">${mine ? t('list.you') : `${nameOf(lastMessage.senderId).split(' ')[0]}:`}</span> `;
    return html`${who}${lastMessage.deletedAt ? html`<em>${t('message.deleted')}</em>` : preview(lastMessage.text ?? '')}`;
  }

  #empty() {
    if (client.state.name !== 'live') return nothing;
    return html`<div class="empty"><strong>${t('list.empty')}</strong><p>${t('list.emptyHint')}</p></div>`;
  }

  /** @param {number} chats */
  #found(chats) {
    const query = this.#query.trim();
    const partners = new Set(client.chats.map((view) => view.info.peer?.id));
    const people = this.#people.filter((person) => person.id !== client.userId && !partners.has(person.id));
    if (people.length > 0) {
      return html`<h2>${t('list.people')}</h2>
        <ul>
          ${people.map(
            (person) => html`<li>
              <button class="chat" @click=${() => this.#talkTo(person)}>
                ${avatar(person.id, person.name)}
                <span class="lines">
                  <span class="line"><strong dir="auto">${person.name}</strong></span>
                  <span class="line"><span class="preview">${person.username ? `@${person.username}` : ''}</span></span>
                </span>
              </button>
            </li>`,
          )}
        </ul>`;
    }
    if (chats > 0) return nothing;
    const hint = [...query].length < LETTERS_MIN ? t('list.moreLetters') : this.#searching ? '' : t('list.noPeople');
    return html`<div class="empty" role="status"><p>${hint}</p></div>`;
  }

  /** @param {string} chatId */
  #open(chatId) {
    return (/** @type {MouseEvent} */ event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
      event.preventDefault();
      this.#clear();
      goTo(chatId);
    };
  }

  /** @param {Event} event */
  #search(event) {
    this.#query = /** @type {HTMLInputElement} */ (event.target).value;
    this.#people = [];
    const number = ++this.#asked;
    const query = this.#query.trim();
    this.#searching = [...query].length >= LETTERS_MIN;
    this.requestUpdate();
    if (!this.#searching) return;
    setTimeout(async () => {
      if (number !== this.#asked) return;
      const found = await client.api.findPeople(query.replace(/^@/, '')).catch((problem) => {
        complain(problem);
        return [];
      });
      if (number !== this.#asked) return;
      this.#people = found;
      this.#searching = false;
      this.requestUpdate();
    }, SEARCH_DELAY_MS);
  }

  #clear() {
    this.#query = '';
    this.#people = [];
    this.#asked++;
    this.requestUpdate();
  }

  /** @param {import('@vestnik/client').Person} person */
  async #talkTo(person) {
    try {
      const view = await client.openDirect(person.id);
      this.#clear();
      goTo(view.id);
    } catch (problem) {
      complain(problem);
    }
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.key === 'Escape' && this.#query) {
      event.preventDefault();
      this.#clear();
      return;
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || event.altKey) return;
    const stops = /** @type {HTMLElement[]} */ ([...this.querySelectorAll('#search, .chat')]);
    const at = stops.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    const next = stops[at + step];
    if (at < 0 || !next) return;
    event.preventDefault();
    next.focus();
  }

  /** @param {MouseEvent} event */
  #menu(event) {
    openMenu(
      [
        { label: t('menu.newGroup'), icon: 'group', action: newGroup },
        {
          label: t('menu.settings'),
          icon: 'settings',
          action: async () => (await import('./settings.js')).openSettings(),
        },
        { label: t('menu.signOut'), icon: 'leave', action: signOut },
      ],
      /** @type {Element} */ (event.currentTarget),
      undefined,
      t('list.menu'),
    );
  }

  /** @param {MouseEvent} event */
  #new(event) {
    openMenu(
      [
        { label: t('list.new'), icon: 'person', action: () => /** @type {HTMLElement} */ (this.querySelector('#search')).focus() },
        { label: t('menu.newGroup'), icon: 'group', action: newGroup },
      ],
      /** @type {Element} */ (event.currentTarget),
      undefined,
      t('list.new'),
    );
  }
}
customElements.define('vestnik-chats', Chats);

async function newGroup() {
  (await import('./group.js')).openNewGroup();
}

export async function signOut() {
  const unsent = client.unsent > 0 ? ` ${t('settings.unsentAsk', { n: client.unsent })}` : '';
  if (await confirm(t('settings.signOutAsk') + unsent, t('menu.signOut'), { danger: true })) {
    const confirmed = await client.logout().catch(complain);
    goTo(undefined);
    if (confirmed === false) toast(t('settings.signedOutHere'));
  }
}

/** @param {ChatView} view */
export function isOnline(view) {
  const peer = view.info.peer;
  return peer !== undefined && (client.presence(peer.id)?.online ?? false);
}

/**
 * @param {ChatView} view
 * @returns {string} a text that names the typing users; empty if there are none
 */
export function typingIn(view) {
  const typists = client.typing(view.id);
  const [first] = typists;
  if (!first) return '';
  if (view.info.kind === 'direct') return t('chat.typing');
  return typists.length === 1 ? t('chat.typingOne', { name: nameOf(first) }) : t('chat.typingMany', { n: typists.length });
}
