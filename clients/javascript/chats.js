import { ChatView } from './chat.js';
import { Emitter } from './emitter.js';

const SAVE_DELAY_MS = 1_000;

/**
 * The chats of the user, in memory and in the store, with the current names of their users. `changed` is emitted when
 * the list or one of its chats has changed.
 *
 * @typedef {object} Parts the parts of the client that only the list of chats uses
 * @property {import('./types.js').Store} store
 * @property {import('./timers.js').Timers} timers
 * @property {import('./presence.js').Presence} presence
 * @property {(chatId: string) => import('./types.js').OutboxEntry[]} pendingOf the unacknowledged messages of a chat
 *
 * @typedef {import('./chat.js').ChatContext & Parts} ChatsContext
 *
 * @extends {Emitter<{changed: undefined}>}
 */
export class Chats extends Emitter {
  #client;
  /** @type {Map<string, ChatView>} */
  #views = new Map();
  /** @type {Set<ChatView>} */
  #toSave = new Set();

  /** @param {ChatsContext} client */
  constructor(client) {
    super();
    this.#client = client;
  }

  /** @returns {ChatView[]} in no order */
  get all() {
    return [...this.#views.values()];
  }

  /** @returns {ChatView[]} those with the latest activity first */
  get latestFirst() {
    return this.all.sort((one, other) => (one.info.activityAt < other.info.activityAt ? 1 : -1));
  }

  /**
   * @param {string} chatId
   * @returns {ChatView | undefined}
   */
  get(chatId) {
    return this.#views.get(chatId);
  }

  /**
   * @param {import('./types.js').Chat} chat
   * @param {boolean} [stored] from an earlier start, so that its names may be outdated
   * @returns {ChatView} the chat's view; a new one is added to the list
   */
  view(chat, stored = false) {
    const known = this.#views.get(chat.id);
    if (known) return known;
    const view = new ChatView(chat, this.#client);
    view.pending = this.#client.pendingOf(chat.id);
    this.#views.set(chat.id, view);
    this.updatePeer(view, stored);
    return view;
  }

  /** @param {ChatView} view a chat that the user is no longer in */
  remove(view) {
    view.removed = true;
    this.#views.delete(view.id);
    this.#toSave.delete(view);
    void this.#client.store.delete(this.#at(view.id));
  }

  /** @param {ChatView} view */
  changed(view) {
    this.saveLater(view);
    this.#client.timers.start('save', SAVE_DELAY_MS, () => void this.save());
    this.emit('changed', undefined);
  }

  /** @param {string} chatId a chat whose unacknowledged messages have changed */
  pendingChanged(chatId) {
    const view = this.#views.get(chatId);
    if (view) {
      view.pending = this.#client.pendingOf(chatId);
      view.emit('changed', undefined);
    }
    this.emit('changed', undefined);
  }

  /** @param {string} userId the user whose stored chats are added to the list */
  async load(userId) {
    for (const [, kept] of await this.#client.store.list(`chat/${userId}/`)) {
      this.view(kept.chat, true).restore(kept.messages);
    }
  }

  /** @param {ChatView} view a chat that the next {@link save} stores */
  saveLater(view) {
    this.#toSave.add(view);
  }

  /** Stores the state of the changed chats for the next start. */
  async save() {
    const views = [...this.#toSave];
    this.#toSave.clear();
    for (const view of views) {
      const snapshot = view.snapshot();
      if (view.removed) await this.#client.store.delete(this.#at(view.id));
      else if (snapshot) await this.#client.store.set(this.#at(view.id), snapshot);
    }
  }

  /** Forgets all chats. They stay in the store. */
  clear() {
    this.#views.clear();
    this.#toSave.clear();
    this.emit('changed', undefined);
  }

  /** Forgets all chats and deletes them from the store. */
  drop() {
    const chatIds = [...this.#views.keys()];
    this.clear();
    for (const chatId of chatIds) void this.#client.store.delete(this.#at(chatId));
  }

  /** @param {string} userId a user whose name in the chats is outdated; the stored chats contain the name, too */
  rename(userId) {
    for (const view of this.#views.values()) {
      if (this.#updateName(view, userId)) this.changed(view);
    }
    this.emit('changed', undefined);
  }

  /**
   * Takes name and presence of the other user of a direct chat.
   *
   * @param {ChatView} view
   * @param {boolean} [stored] from an earlier start, so that the name may be outdated
   */
  updatePeer(view, stored = false) {
    const peer = view.info.peer;
    if (!peer) return;
    const named = [{ id: peer.id, name: peer.name }];
    if (stored) {
      this.#client.people.restore(named);
      this.#updateName(view, peer.id);
    } else this.#client.people.update(named);
    if (peer.online !== undefined && !this.#client.presence.of(peer.id)) {
      this.#client.presence.set(peer.id, { online: peer.online, ...(peer.lastSeenAt ? { lastSeenAt: peer.lastSeenAt } : {}) });
    }
  }

  /**
   * @param {ChatView} view
   * @param {string} userId
   * @returns {boolean} whether a name in `view.info` was outdated, so that the chat must be stored again
   */
  #updateName(view, userId) {
    const name = this.#client.people.nameOf(userId);
    if (name === undefined) return false;
    const member = view.members?.get(userId);
    if (member && member.name !== name) view.members?.set(userId, { ...member, name });
    const peer = view.info.peer;
    if (peer?.id !== userId || peer.name === name) return false;
    view.info = { ...view.info, peer: { ...peer, name } };
    return true;
  }

  /** @param {string} chatId */
  #at(chatId) {
    return `chat/${this.#client.userId}/${chatId}`;
  }
}
