import { VestnikError } from './errors.js';

/** Sends of one chat that may be unanswered at a time: fills a slow line, and is soon repeated when it is cut. */
const IN_FLIGHT_MAX = 16;

/** Where a refusal does not say when to come back. */
const RETRY_MS = 1_000;

/** The contract's shortest pause after a refusal; a server that asks for less is not obeyed. */
const PAUSE_MS_MIN = 100;

/** Added to a pause at random, at most this part of it and this long: many refused together do not come back together. */
const SURPLUS_PART = 1 / 4;
const SURPLUS_MS_MAX = 250;

/** setTimeout takes 31 bits of milliseconds. */
const TIMER_MS_MAX = 2 ** 31 - 1;

/** How far one chat's sends run ahead of their answers. */
class Flow {
  /** How many may be unanswered now. */
  window = IN_FLIGHT_MAX;
  /** After a refusal, until everything that was on its way is answered and the pause is over. */
  held = false;
  heldUntilMs = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  timer;
}

/**
 * What has been written and is not acknowledged. An entry is stored before it is sent and until it is answered; it is
 * sent again, with its key, after everything that can happen in between. Per chat in the order written.
 *
 * After a refusal that may pass, nothing more of the chat is sent until what was on its way is answered and the pause of
 * the last refusal is over. Then the first refused one goes alone, which is what the server waits for; with each one that
 * is acknowledged the window grows by one again.
 *
 * @typedef {import('./types.js').OutboxEntry} Entry
 */
export class Outbox {
  #hub;
  /** @type {Map<string, Entry[]>} by chat */
  #entries = new Map();
  /** @type {Set<string>} keys on their way over the present connection */
  #flying = new Set();
  /** @type {Set<string>} keys that are in the store */
  #stored = new Set();
  /** @type {Map<string, Flow>} by chat that has entries */
  #flows = new Map();
  #lastPlace = 0;
  /** @type {Set<string>} tabs that are there and have something unsent */
  #watched = new Set();

  #random;

  /**
   * @param {import('./client.js').Hub} hub
   * @param {() => number} [random] in 0–1, for the pauses
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

  /** @returns {number} how many wait, refused ones not counted */
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
    // Rises also when the clock does not, and goes on after what was written before a reload.
    this.#lastPlace = Math.max(now * 1000, this.#lastPlace + 1);
    /** @type {Entry} */
    const entry = {
      key: crypto.randomUUID(),
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

  /** Takes over what nobody looks after: written before a reload, or by a tab that was closed. */
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

  /** @param {string} tab whose words are looked after here as soon as it is closed; after a reload that is at once */
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

  /** Sends what can be sent. */
  flush() {
    for (const chatId of this.#entries.keys()) this.#flush(chatId);
  }

  /** The connection is lost: what was on its way is asked again over the next one. */
  lost() {
    this.#flying.clear();
    for (const flow of this.#flows.values()) clearTimeout(flow.timer);
    this.#flows.clear();
  }

  /**
   * Sends a refused entry again; with a new key where the old one is spent.
   *
   * @param {Entry} entry
   */
  async retry(entry) {
    await this.discard(entry);
    this.add(entry.chatId, entry.text, entry.replyTo);
  }

  /** @param {Entry} entry is given up */
  async discard(entry) {
    this.#remove(entry);
    await this.#hub.store.delete(this.#at(entry));
  }

  /**
   * The chat is gone, and with it what could not be said.
   *
   * @param {string} chatId
   */
  async dropChat(chatId) {
    for (const entry of [...this.of(chatId)]) await this.discard(entry);
  }

  /**
   * A message with this key has been seen in the chat: whatever became of its answer, nothing is left to be sent.
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
      // A full or forbidden store must not stop the talk; only its survival is lost.
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
      // Answers to what followed the refused one are still to come: sending now would reorder.
      if (flying > 0 || Date.now() < flow.heldUntilMs) return;
      flow.held = false;
      flow.window = 1;
    }
    for (const entry of this.of(chatId)) {
      if (entry.failed || this.#flying.has(entry.key)) continue;
      // A later one must not overtake one that is still being stored.
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
      if (error?.code === 'offline') return; // lost() has been told; the next connection repeats it
      this.#flying.delete(key);
      if (error?.retryable) this.#hold(chatId, error.retryAfterMs ?? RETRY_MS);
      else await this.#fail(entry, error?.code ?? 'internal');
    }
  }

  /**
   * @param {string} chatId
   * @param {number} askedMs how long the server asks to wait
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
