import { randomUuid } from './uuid.js';

/**
 * @typedef {object} EntriesContext the parts of the client that unacknowledged entries use
 * @property {import('./types.js').Store} store
 * @property {import('./tabs.js').Tabs} tabs
 * @property {string} userId
 * @property {(chatId: string) => void} pendingChanged
 *
 * @typedef {object} Sending the parts of the client that send the entries
 * @property {() => boolean} isLive
 * @property {(frame: Record<string, any>, how?: {repeat?: boolean}) => Promise<any>} ask
 *
 * @typedef {EntriesContext & Sending} SendingContext
 */

/**
 * Unacknowledged entries of one kind, by chat and in the order of their creation. They are kept in the store until they
 * are answered, so they survive a restart. Each entry belongs to one tab; when the tab is closed, another tab takes the
 * entry over.
 *
 * @template {import('./types.js').OutboxEntry | import('./types.js').ChangeEntry} Entry
 */
export class Entries {
  #client;
  #kind;
  #adopted;
  /** @type {Map<string, Entry[]>} by chat */
  #held = new Map();
  /** @type {Set<string>} keys that are in the store */
  #stored = new Set();
  #lastPlace = 0;
  /** @type {Set<string>} open tabs with entries */
  #watched = new Set();

  /**
   * @param {EntriesContext} client
   * @param {string} kind the prefix of the keys in the store
   * @param {() => void} adopted called after entries were taken over
   */
  constructor(client, kind, adopted) {
    this.#client = client;
    this.#kind = kind;
    this.#adopted = adopted;
  }

  /**
   * @param {string} chatId
   * @returns {Entry[]}
   */
  of(chatId) {
    return this.#held.get(chatId) ?? [];
  }

  /** @returns {Entry[]} */
  get all() {
    return [...this.#held.values()].flat();
  }

  /** @returns {string[]} the chats that have entries */
  get chatIds() {
    return [...this.#held.keys()];
  }

  /**
   * Adds an entry after the other entries of its chat.
   *
   * @param {string} chatId
   * @param {Partial<Entry>} fields
   * @returns {Entry} the entry, which is not in the store yet
   */
  add(chatId, fields) {
    const now = Date.now();
    // Rises even if the clock does not, and continues after entries from before a reload.
    this.#lastPlace = Math.max(now * 1000, this.#lastPlace + 1);
    const entry = /** @type {Entry} */ ({
      key: randomUuid(),
      userId: this.#client.userId,
      chatId,
      createdAtMs: now,
      place: this.#lastPlace,
      tab: this.#client.tabs.id,
      ...fields,
    });
    this.#insert(entry);
    return entry;
  }

  /** @param {Entry} entry */
  isStored(entry) {
    return this.#stored.has(entry.key);
  }

  /** @param {Entry} entry */
  holds(entry) {
    return this.of(entry.chatId).some((held) => held.key === entry.key);
  }

  /** @param {Entry} entry the entry to store, with its current fields */
  async keep(entry) {
    await this.#client.store.set(this.#at(entry), entry);
    if (this.holds(entry)) this.#stored.add(entry.key);
  }

  /**
   * @param {Entry} entry
   * @param {string} code the code of the final refusal; the entry stays until it is retried or discarded
   */
  async fail(entry, code) {
    if (!this.holds(entry)) return;
    entry.failed = code;
    this.#client.pendingChanged(entry.chatId);
    await this.keep(entry);
  }

  /** @param {Entry} entry the entry to remove here and from the store */
  async discard(entry) {
    const left = this.of(entry.chatId).filter((held) => held.key !== entry.key);
    if (left.length > 0) this.#held.set(entry.chatId, left);
    else this.#held.delete(entry.chatId);
    this.#stored.delete(entry.key);
    this.#client.pendingChanged(entry.chatId);
    await this.#client.store.delete(this.#at(entry));
  }

  /**
   * Takes over entries without a tab: entries from before a reload, or of a closed tab.
   *
   * @param {{own?: boolean}} [how] `own`: also takes over stored entries of this tab that are not held, which an
   *   earlier session in this tab has left. Use it only before the first connection of a session: later, a stored entry
   *   that is not held has just been acknowledged
   */
  async adopt({ own = false } = {}) {
    const { userId, tabs, store } = this.#client;
    const gone = await tabs.gone();
    for (const [, entry] of /** @type {[string, Entry][]} */ (await store.list(`${this.#kind}/${userId}/`))) {
      if (this.#client.userId !== userId) return;
      this.#lastPlace = Math.max(this.#lastPlace, entry.place);
      if (this.holds(entry)) continue;
      if (!gone(entry.tab) && !(own && entry.tab === tabs.id)) {
        this.#watch(entry.tab);
        continue;
      }
      const adopted = { ...entry, tab: tabs.id };
      await store.set(this.#at(adopted), adopted);
      if (this.#client.userId !== userId) return;
      this.#stored.add(entry.key);
      this.#insert(adopted);
    }
    this.#adopted();
  }

  /** Forgets all entries when the session has ended. The store is not changed. */
  clear() {
    this.#held.clear();
    this.#stored.clear();
  }

  /**
   * @param {string} tab a tab whose entries are taken over as soon as it is closed; after a reload it is closed already
   */
  #watch(tab) {
    if (tab === this.#client.tabs.id || this.#watched.has(tab)) return;
    this.#watched.add(tab);
    const userId = this.#client.userId;
    void this.#client.tabs.whenGone(tab).then(() => {
      this.#watched.delete(tab);
      return this.#client.userId === userId ? this.adopt() : undefined;
    });
  }

  /** @param {Entry} entry */
  #insert(entry) {
    const entries = [...this.of(entry.chatId), entry].sort((one, other) => one.place - other.place);
    this.#held.set(entry.chatId, entries);
    this.#client.pendingChanged(entry.chatId);
  }

  /** @param {Entry} entry */
  #at(entry) {
    return `${this.#kind}/${entry.userId}/${String(entry.place).padStart(17, '0')}-${entry.key}`;
  }
}
