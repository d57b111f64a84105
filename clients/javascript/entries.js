import { randomUuid } from './uuid.js';

/**
 * Unacknowledged entries of one kind, by chat and in the order of their creation. They are kept in the store until they are
 * answered, so they survive a restart. Each belongs to one tab, and another tab takes it over when that one is closed.
 *
 * @template {import('./types.js').OutboxEntry | import('./types.js').ChangeEntry} Entry
 */
export class Entries {
  #hub;
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
   * @param {import('./client.js').Hub} hub
   * @param {string} kind the prefix of the keys in the store
   * @param {() => void} adopted called after entries were taken over
   */
  constructor(hub, kind, adopted) {
    this.#hub = hub;
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
   * @param {string} chatId
   * @param {Partial<Entry>} fields
   * @returns {Entry} the last one of its chat; it is not in the store yet
   */
  add(chatId, fields) {
    const now = Date.now();
    // Rises even if the clock does not, and continues after entries from before a reload.
    this.#lastPlace = Math.max(now * 1000, this.#lastPlace + 1);
    const entry = /** @type {Entry} */ ({
      key: randomUuid(),
      userId: this.#hub.userId,
      chatId,
      createdAtMs: now,
      place: this.#lastPlace,
      tab: this.#hub.tabs.id,
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

  /** @param {Entry} entry is stored with its present fields */
  async keep(entry) {
    await this.#hub.store.set(this.#at(entry), entry);
    if (this.holds(entry)) this.#stored.add(entry.key);
  }

  /**
   * @param {Entry} entry
   * @param {string} code of its final refusal; the entry stays until it is retried or discarded
   */
  async fail(entry, code) {
    if (!this.holds(entry)) return;
    entry.failed = code;
    this.#hub.pendingChanged(entry.chatId);
    await this.keep(entry);
  }

  /** @param {Entry} entry is removed here and from the store */
  async discard(entry) {
    const left = this.of(entry.chatId).filter((held) => held.key !== entry.key);
    if (left.length > 0) this.#held.set(entry.chatId, left);
    else this.#held.delete(entry.chatId);
    this.#stored.delete(entry.key);
    this.#hub.pendingChanged(entry.chatId);
    await this.#hub.store.delete(this.#at(entry));
  }

  /**
   * Takes over entries without a tab: from before a reload, or from a closed tab.
   *
   * @param {{own?: boolean}} [how] `own`: also those of this tab that are not held, from an earlier session in it. Only before
   *   the first connection of a session; later such an entry is one that has just been acknowledged
   */
  async adopt({ own = false } = {}) {
    const { userId, tabs, store } = this.#hub;
    const gone = await tabs.gone();
    for (const [, entry] of /** @type {[string, Entry][]} */ (await store.list(`${this.#kind}/${userId}/`))) {
      if (this.#hub.userId !== userId) return;
      this.#lastPlace = Math.max(this.#lastPlace, entry.place);
      if (this.holds(entry)) continue;
      if (!gone(entry.tab) && !(own && entry.tab === tabs.id)) {
        this.#watch(entry.tab);
        continue;
      }
      const adopted = { ...entry, tab: tabs.id };
      await store.set(this.#at(adopted), adopted);
      if (this.#hub.userId !== userId) return;
      this.#stored.add(entry.key);
      this.#insert(adopted);
    }
    this.#adopted();
  }

  /** The session has ended: nothing is held here any more. The store is not changed. */
  clear() {
    this.#held.clear();
    this.#stored.clear();
  }

  /** @param {string} tab whose entries are taken over as soon as it is closed; after a reload that is at once */
  #watch(tab) {
    if (tab === this.#hub.tabs.id || this.#watched.has(tab)) return;
    this.#watched.add(tab);
    const userId = this.#hub.userId;
    void this.#hub.tabs.whenGone(tab).then(() => {
      this.#watched.delete(tab);
      return this.#hub.userId === userId ? this.adopt() : undefined;
    });
  }

  /** @param {Entry} entry */
  #insert(entry) {
    const entries = [...this.of(entry.chatId), entry].sort((one, other) => one.place - other.place);
    this.#held.set(entry.chatId, entries);
    this.#hub.pendingChanged(entry.chatId);
  }

  /** @param {Entry} entry */
  #at(entry) {
    return `${this.#kind}/${entry.userId}/${String(entry.place).padStart(17, '0')}-${entry.key}`;
  }
}
