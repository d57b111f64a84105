import { Entries } from './entries.js';
import { VestnikError } from './errors.js';

/**
 * The maximum number of unanswered sends of one chat: enough to fill a slow line, and few to send again after a lost
 * connection.
 */
const IN_FLIGHT_MAX = 16;

/** The pause after a refusal if the server requests no pause. */
const RETRY_MS = 1_000;

/** The minimum pause after a refusal. It is used if the server requests a shorter pause. */
const PAUSE_MS_MIN = 100;

/**
 * The maximum random addition to a pause, as a part of the pause. It prevents clients that were refused together from
 * retrying together.
 */
const SURPLUS_PART = 1 / 4;
const SURPLUS_MS_MAX = 250;

/** setTimeout accepts at most 31 bits of milliseconds. */
const TIMER_MS_MAX = 2 ** 31 - 1;

/** The state of the sends of one chat. */
class Flow {
  /** The maximum number of unanswered sends at present. */
  window = IN_FLIGHT_MAX;
  /** Whether the chat waits after a refusal, until all unanswered sends are answered and the pause is over. */
  held = false;
  heldUntilMs = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  timer;
}

/**
 * The unacknowledged messages, per chat in the order in which they were added. A message is stored before it is sent,
 * and until it is answered. After any failure in between, it is sent again with the same key.
 *
 * After a temporary refusal, no message of the chat is sent until all unanswered ones are answered and the requested
 * pause is over. Then the first refused message is sent alone, since the server accepts only this one. Each further
 * acknowledgement lets one more message be unanswered at a time.
 *
 * @typedef {import('./types.js').OutboxEntry} Entry
 */
export class Outbox {
  #client;
  #random;
  /** @type {Entries<Entry>} */
  #entries;
  /** @type {Set<string>} keys in flight on the present connection */
  #flying = new Set();
  /** @type {Map<string, Flow>} by chat that has entries */
  #flows = new Map();

  /**
   * @param {import('./entries.js').SendingContext} client
   * @param {() => number} [random] returns a number in 0–1, for the pauses
   */
  constructor(client, random = Math.random) {
    this.#client = client;
    this.#random = random;
    this.#entries = new Entries(client, 'outbox', () => this.flush());
  }

  /**
   * @param {string} chatId
   * @returns {Entry[]}
   */
  of(chatId) {
    return this.#entries.of(chatId);
  }

  /** @returns {Entry[]} the finally refused messages of all chats */
  get failed() {
    return this.#entries.all.filter((entry) => entry.failed);
  }

  /** @returns {number} the number of waiting messages, without the refused messages */
  get size() {
    return this.#entries.all.filter((entry) => !entry.failed).length;
  }

  /**
   * @param {string} chatId
   * @param {string} text
   * @param {number} [replyTo]
   * @returns {Entry}
   */
  add(chatId, text, replyTo) {
    const entry = this.#entries.add(chatId, { text, ...(replyTo === undefined ? {} : { replyTo }), tries: 0 });
    void this.#entries.keep(entry).then(() => this.#flush(chatId));
    return entry;
  }

  /** @param {{own?: boolean}} [how] see {@link Entries.adopt} */
  adopt(how) {
    return this.#entries.adopt(how);
  }

  /** Sends all messages that may be sent. */
  flush() {
    for (const chatId of this.#entries.chatIds) this.#flush(chatId);
  }

  /** Makes all unanswered sends due again, after the connection was lost. */
  lost() {
    this.#flying.clear();
    for (const flow of this.#flows.values()) clearTimeout(flow.timer);
    this.#flows.clear();
  }

  /**
   * Forgets all messages at the end of the session, so that actions of the next user do not send them. They stay in the
   * store.
   */
  clear() {
    this.lost();
    this.#entries.clear();
  }

  /**
   * Sends a refused entry again, with a new key. If the quoted message is gone, the reply is sent without the quote,
   * because otherwise it would always be refused.
   *
   * @param {Entry} entry
   */
  async retry(entry) {
    await this.discard(entry);
    const quoteGone = entry.failed === 'message_deleted' || entry.failed === 'message_not_found';
    this.add(entry.chatId, entry.text, quoteGone ? undefined : entry.replyTo);
  }

  /** @param {Entry} entry the message to discard */
  discard(entry) {
    this.#flying.delete(entry.key);
    return this.#entries.discard(entry);
  }

  /**
   * Marks the unsent messages of a chat as refused, because the user is no longer in the chat. They stay until they are
   * discarded.
   *
   * @param {string} chatId
   * @returns {Entry[]} all unsent messages of the chat
   */
  failChat(chatId) {
    const entries = this.of(chatId);
    for (const entry of entries) {
      if (!entry.failed) void this.#entries.fail(entry, 'chat_not_found');
    }
    return entries;
  }

  /**
   * Removes an entry whose message was received in the chat. Whatever the answer to the send was, the message need not
   * be sent again.
   *
   * @param {string} chatId
   * @param {string} key
   */
  settle(chatId, key) {
    const entry = this.of(chatId).find((held) => held.key === key);
    if (entry) void this.discard(entry);
  }

  /** @param {string} chatId */
  #flush(chatId) {
    if (!this.#client.isLive()) return;
    const flow = this.#flow(chatId);
    if (this.of(chatId).length === 0 && !flow.held) {
      this.#flows.delete(chatId);
      return;
    }
    let flying = this.of(chatId).filter((entry) => this.#flying.has(entry.key)).length;
    if (flow.held) {
      // While an earlier send is unanswered, a new send could overtake it.
      if (flying > 0 || Date.now() < flow.heldUntilMs) return;
      flow.held = false;
      flow.window = 1;
    }
    for (const entry of this.of(chatId)) {
      if (entry.failed || this.#flying.has(entry.key)) continue;
      // A later message must not overtake a message that is still being stored.
      if (flying >= flow.window || !this.#entries.isStored(entry)) return;
      flying++;
      void this.#send(entry);
    }
  }

  /** @param {string} chatId */
  #flow(chatId) {
    const known = this.#flows.get(chatId);
    if (known) return known;
    const flow = new Flow();
    this.#flows.set(chatId, flow);
    return flow;
  }

  /** @param {Entry} entry */
  async #send(entry) {
    this.#flying.add(entry.key);
    entry.tries++;
    const { chatId, key, text, replyTo } = entry;
    try {
      await this.#client.ask({ type: 'send', chatId, key, text, ...(replyTo === undefined ? {} : { replyTo }) });
      this.#flying.delete(key);
      const flow = this.#flow(chatId);
      flow.window = Math.min(IN_FLIGHT_MAX, flow.window + 1);
      await this.discard(entry);
      this.#flush(chatId);
    } catch (problem) {
      const error = problem instanceof VestnikError ? problem : undefined;
      if (error?.code === 'offline') return; // lost() was called; the next connection retries it
      this.#flying.delete(key);
      if (error?.retryable) {
        this.#hold(chatId, error.retryAfterMs ?? RETRY_MS);
        return;
      }
      await this.#entries.fail(entry, error?.code ?? 'internal');
      this.#flush(chatId);
    }
  }

  /**
   * @param {string} chatId
   * @param {number} askedMs the pause that the server requested
   */
  #hold(chatId, askedMs) {
    const flow = this.#flow(chatId);
    const pauseMs = Math.max(PAUSE_MS_MIN, askedMs);
    const surplusMs = Math.min(pauseMs * SURPLUS_PART, SURPLUS_MS_MAX) * this.#random();
    flow.heldUntilMs = Math.max(flow.held ? flow.heldUntilMs : 0, Date.now() + pauseMs + surplusMs);
    flow.held = true;
    this.#wake(chatId, flow);
  }

  /**
   * @param {string} chatId
   * @param {Flow} flow
   */
  #wake(chatId, flow) {
    clearTimeout(flow.timer);
    const leftMs = flow.heldUntilMs - Date.now();
    flow.timer = setTimeout(() => {
      if (Date.now() < flow.heldUntilMs) this.#wake(chatId, flow);
      else this.#flush(chatId);
    }, Math.min(leftMs, TIMER_MS_MAX));
  }
}
