import { VestnikError } from './errors.js';
import { randomUuid } from './uuid.js';

/** The maximum of unanswered sends of one chat: fills a slow line, and is soon retried after a cut. */
const IN_FLIGHT_MAX = 16;

/** The pause after a refusal that requests none. */
const RETRY_MS = 1_000;

/** The minimum pause after a refusal, as the contract says. It is used if the server requests less. */
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
  #hub;
  /** @type {Map<string, Entry[]>} by chat */
  #entries = new Map();
  /** @type {Set<string>} keys in flight on the present connection */
  #flying = new Set();
  /** @type {Set<string>} keys that are in the store */
  #stored = new Set();
  /** @type {Map<string, Flow>} by chat that has entries */
  #flows = new Map();
  #lastPlace = 0;
  /** @type {Set<string>} open tabs with unsent messages */
  #watched = new Set();

  #random;

  /**
   * @param {import('./client.js').Hub} hub
   * @param {() => number} [random] returns a number in 0–1, for the pauses
   */
  constructor(hub, random = Math.random) {
    this.#hub = hub;
    this.#random = random;
  }

  /**
   * @param {string} chatId
   * @returns {Entry[]}
   */
  of(chatId) {
    return this.#entries.get(chatId) ?? [];
  }

  /** @returns {number} the number of waiting messages, without refused ones */
  get size() {
    let size = 0;
    for (const entries of this.#entries.values()) size += entries.filter((entry) => !entry.failed).length;
    return size;
  }

  /**
   * @param {string} chatId
   * @param {string} text
   * @param {number} [replyTo]
   * @returns {Entry}
   */
  add(chatId, text, replyTo) {
    const now = Date.now();
    // Rises even if the clock does not, and continues after messages from before a reload.
    this.#lastPlace = Math.max(now * 1000, this.#lastPlace + 1);
    /** @type {Entry} */
    const entry = {
      key: randomUuid(),
      userId: this.#hub.userId,
      chatId,
      text,
      ...(replyTo === undefined ? {} : { replyTo }),
      createdAtMs: now,
      place: this.#lastPlace,
      tab: this.#hub.tabs.id,
      tries: 0,
    };
    this.#insert(entry);
    void this.#keepAndSend(entry);
    return entry;
  }

  /** Takes over messages without a tab: from before a reload, or from a closed tab. */
  async adopt() {
    const gone = await this.#hub.tabs.gone();
    for (const [, entry] of /** @type {[string, Entry][]} */ (await this.#hub.store.list(this.#prefix()))) {
      this.#lastPlace = Math.max(this.#lastPlace, entry.place);
      if (this.of(entry.chatId).some((held) => held.key === entry.key)) continue;
      if (!gone(entry.tab)) {
        this.#watch(entry.tab);
        continue;
      }
      const adopted = { ...entry, tab: this.#hub.tabs.id };
      await this.#hub.store.set(this.#at(adopted), adopted);
      this.#stored.add(entry.key);
      this.#insert(adopted);
    }
    this.flush();
  }

  /** @param {string} tab whose messages are taken over as soon as it is closed; after a reload that is at once */
  #watch(tab) {
    if (tab === this.#hub.tabs.id || this.#watched.has(tab)) return;
    this.#watched.add(tab);
    const userId = this.#hub.userId;
    void this.#hub.tabs.whenGone(tab).then(() => {
      this.#watched.delete(tab);
      if (this.#hub.userId === userId) return this.adopt();
      return undefined;
    });
  }

  /** Sends all messages that may be sent. */
  flush() {
    for (const chatId of this.#entries.keys()) this.#flush(chatId);
  }

  /** Makes all unanswered sends due again, after the connection was lost. */
  lost() {
    this.#flying.clear();
    for (const flow of this.#flows.values()) clearTimeout(flow.timer);
    this.#flows.clear();
  }

  /**
   * Sends a refused entry again; with a new key if the old one cannot be used.
   *
   * @param {Entry} entry
   */
  async retry(entry) {
    await this.discard(entry);
    this.add(entry.chatId, entry.text, entry.replyTo);
  }

  /** @param {Entry} entry is discarded */
  async discard(entry) {
    this.#remove(entry);
    await this.#hub.store.delete(this.#at(entry));
  }

  /**
   * The chat is gone: its unsent messages are dropped.
   *
   * @param {string} chatId
   */
  async dropChat(chatId) {
    for (const entry of [...this.of(chatId)]) await this.discard(entry);
  }

  /**
   * Removes an entry whose message was received in the chat, so it need not be sent again whatever its answer was.
   *
   * @param {string} chatId
   * @param {string} key
   */
  settle(chatId, key) {
    const entry = this.of(chatId).find((held) => held.key === key);
    if (entry) void this.discard(entry);
  }

  /** @param {Entry} entry */
  async #keepAndSend(entry) {
    try {
      await this.#hub.store.set(this.#at(entry), entry);
    } catch (problem) {
      // A full or forbidden store must not stop sending; the message only does not survive a restart.
      console.warn('outbox: not stored', problem);
    }
    this.#stored.add(entry.key);
    this.#flush(entry.chatId);
  }

  /** @param {string} chatId */
  #flush(chatId) {
    if (!this.#hub.isLive()) return;
    const flow = this.#flow(chatId);
    if (this.of(chatId).length === 0 && !flow.held) {
      this.#flows.delete(chatId);
      return;
    }
    let flying = this.of(chatId).filter((entry) => this.#flying.has(entry.key)).length;
    if (flow.held) {
      // While a send is unanswered, another one could overtake it.
      if (flying > 0 || Date.now() < flow.heldUntilMs) return;
      flow.held = false;
      flow.window = 1;
    }
    for (const entry of this.of(chatId)) {
      if (entry.failed || this.#flying.has(entry.key)) continue;
      // A later message must not overtake one that is still being stored.
      if (flying >= flow.window || !this.#stored.has(entry.key)) return;
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
      await this.#hub.ask({ type: 'send', chatId, key, text, ...(replyTo === undefined ? {} : { replyTo }) });
      this.#flying.delete(key);
      const flow = this.#flow(chatId);
      flow.window = Math.min(IN_FLIGHT_MAX, flow.window + 1);
      this.#remove(entry);
      await this.#hub.store.delete(this.#at(entry));
      this.#flush(chatId);
    } catch (problem) {
      const error = problem instanceof VestnikError ? problem : undefined;
      if (error?.code === 'offline') return; // lost() was called; the next connection retries it
      this.#flying.delete(key);
      if (error?.retryable) this.#hold(chatId, error.retryAfterMs ?? RETRY_MS);
      else await this.#fail(entry, error?.code ?? 'internal');
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

  /**
   * @param {Entry} entry
   * @param {string} code
   */
  async #fail(entry, code) {
    const settled = !this.of(entry.chatId).includes(entry);
    if (!settled) {
      entry.failed = code;
      this.#hub.pendingChanged(entry.chatId);
      await this.#hub.store.set(this.#at(entry), entry);
    }
    this.#flush(entry.chatId);
  }

  /** @param {Entry} entry */
  #insert(entry) {
    const entries = [...this.of(entry.chatId), entry].sort((one, other) => one.place - other.place);
    this.#entries.set(entry.chatId, entries);
    this.#hub.pendingChanged(entry.chatId);
  }

  /** @param {Entry} entry */
  #remove(entry) {
    const left = this.of(entry.chatId).filter((held) => held.key !== entry.key);
    if (left.length > 0) this.#entries.set(entry.chatId, left);
    else this.#entries.delete(entry.chatId);
    this.#stored.delete(entry.key);
    this.#flying.delete(entry.key);
    this.#hub.pendingChanged(entry.chatId);
  }

  #prefix() {
    return `outbox/${this.#hub.userId}/`;
  }

  /** @param {Entry} entry */
  #at(entry) {
    return `outbox/${entry.userId}/${String(entry.place).padStart(17, '0')}-${entry.key}`;
  }
}
