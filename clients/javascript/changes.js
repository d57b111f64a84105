import { Entries } from './entries.js';
import { VestnikError, offline } from './errors.js';

/**
 * The unacknowledged edits and deletions. An entry is stored before it is sent and until it is answered, so it survives
 * a restart. The changes of one message are sent one after the other. Otherwise the retry of a temporarily refused
 * change could undo a later change.
 *
 * @typedef {import('./types.js').ChangeEntry} Entry
 * @typedef {{resolve: () => void, reject: (problem: unknown) => void}} Waiting
 * @typedef {import('./entries.js').SendingContext & {versionOf: (chatId: string) => number}} ChangesContext `versionOf`:
 *   the cursor of a chat; infinite if the chat is unknown
 */
export class Changes {
  #client;
  /** @type {Entries<Entry>} */
  #entries;
  /** @type {Map<string, Entry>} by message: the change in flight */
  #flying = new Map();
  /** @type {Map<string, Waiting>} by key: the callers who wait for the answer */
  #waiting = new Map();
  /**
   * @type {Map<string, {entry: Entry, version: number}>} by message: the change that the server has stored, while its
   *   event is outstanding
   */
  #awaited = new Map();

  /** @param {ChangesContext} client */
  constructor(client) {
    this.#client = client;
    this.#entries = new Entries(client, 'change', () => this.flush());
  }

  /**
   * @param {string} chatId
   * @param {number} id
   * @param {string | undefined} text undefined deletes the message
   * @returns {Promise<void>} resolved when the server has stored the change
   */
  add(chatId, id, text) {
    for (const refused of this.#of(chatId, id).filter((each) => each.failed)) void this.discard(refused);
    const entry = this.#entries.add(chatId, { id, ...(text === undefined ? {} : { text }) });
    return new Promise((resolve, reject) => {
      this.#waiting.set(entry.key, { resolve, reject });
      void this.#entries.keep(entry).then(() => this.#next(chatId, id));
    });
  }

  /**
   * @param {string} chatId
   * @param {number} id
   * @returns {Entry | undefined} the last change of the message that is not answered, was refused, or is not included
   *   in the chat's cursor
   */
  last(chatId, id) {
    const last = this.#of(chatId, id).at(-1);
    if (last || this.#awaited.size === 0) return last;
    const awaited = this.#awaited.get(`${chatId}/${id}`);
    return awaited && awaited.version > this.#client.versionOf(chatId) ? awaited.entry : undefined;
  }

  /** @returns {Entry[]} the finally refused changes of all chats */
  get failed() {
    return this.#entries.all.filter((entry) => entry.failed);
  }

  /** @param {{own?: boolean}} [how] see {@link Entries.adopt} */
  adopt(how) {
    return this.#entries.adopt(how);
  }

  /** Sends all changes that may be sent. */
  flush() {
    for (const { chatId, id } of this.#entries.all) this.#next(chatId, id);
  }

  /** @param {Entry} entry a refused change, which is sent again */
  async retry(entry) {
    await this.discard(entry);
    this.add(entry.chatId, entry.id, entry.text).catch(() => {}); // the entry shows the refusal
  }

  /** @param {Entry} entry the change to discard */
  async discard(entry) {
    this.#waiting.get(entry.key)?.reject(offline());
    this.#waiting.delete(entry.key);
    await this.#entries.discard(entry);
  }

  /**
   * Marks the unsent changes of a chat as refused, because the user is no longer in the chat. Edits stay until they are
   * discarded; deletions are discarded.
   *
   * @param {string} chatId
   * @returns {Entry[]} the edits
   */
  failChat(chatId) {
    const entries = this.#entries.of(chatId);
    for (const entry of entries) {
      if (!entry.failed) void this.#refused(entry, new VestnikError('chat_not_found', 'not a member'));
      if (entry.text === undefined) void this.discard(entry);
    }
    return entries.filter((entry) => entry.text !== undefined);
  }

  /**
   * Forgets all changes when the program closes or the session ends. Waiting callers get the error `offline`; the
   * entries stay in the store.
   */
  clear() {
    this.#entries.clear();
    this.#awaited.clear();
    this.#flying.clear();
    for (const { reject } of this.#waiting.values()) reject(offline());
    this.#waiting.clear();
  }

  /**
   * @param {string} chatId
   * @param {number} id
   */
  #of(chatId, id) {
    return this.#entries.of(chatId).filter((entry) => entry.id === id);
  }

  /**
   * @param {string} chatId
   * @param {number} id
   */
  #next(chatId, id) {
    const place = `${chatId}/${id}`;
    const entry = this.#of(chatId, id).find((each) => !each.failed);
    if (!entry || this.#flying.has(place) || !this.#client.isLive() || !this.#entries.isStored(entry)) return;
    this.#flying.set(place, entry);
    void this.#send(entry, place);
  }

  /**
   * @param {Entry} entry
   * @param {string} place
   */
  async #send(entry, place) {
    const { chatId, id, text } = entry;
    try {
      const change = text === undefined ? { type: 'delete' } : { type: 'edit', text };
      const { version } = await this.#client.ask({ ...change, chatId, id }, { repeat: true });
      if (!this.#landed(entry, place)) return;
      // The event of the change may come later than the answer. Until then the entry stands in for the event.
      for (const [at, awaited] of this.#awaited) {
        if (this.#client.versionOf(awaited.entry.chatId) >= awaited.version) this.#awaited.delete(at);
      }
      if (this.#client.versionOf(chatId) < version) this.#awaited.set(place, { entry, version });
      void this.#entries.discard(entry);
      this.#waiting.get(entry.key)?.resolve();
      this.#waiting.delete(entry.key);
    } catch (problem) {
      if (!this.#landed(entry, place)) return;
      // The connection was stopped. The next connection sends the change again.
      if (problem instanceof VestnikError && problem.code === 'offline') return;
      await this.#refused(entry, problem);
    }
    this.#next(chatId, id);
  }

  /**
   * @param {Entry} entry
   * @param {string} place
   * @returns {boolean} whether the answer still matters, because the entry was not discarded
   */
  #landed(entry, place) {
    if (this.#flying.get(place) === entry) this.#flying.delete(place);
    return this.#entries.holds(entry);
  }

  /**
   * @param {Entry} entry
   * @param {unknown} problem
   */
  async #refused(entry, problem) {
    const stored = this.#entries.fail(entry, problem instanceof VestnikError ? problem.code : 'internal');
    this.#waiting.get(entry.key)?.reject(problem);
    this.#waiting.delete(entry.key);
    await stored;
  }
}

/**
 * @param {import('./types.js').Message} message
 * @param {Entry | undefined} change the user's unacknowledged change of the message
 * @returns {import('./types.js').Message} the message as this user sees it
 */
export function withChange(message, change) {
  if (!change) return message;
  if (change.failed || message.deletedAt) return { ...message, change };
  if (change.text !== undefined) return { ...message, text: change.text, change };
  const { text, ...rest } = message;
  return { ...rest, deletedAt: new Date(change.createdAtMs).toISOString(), change };
}
