import { randomUuid } from './uuid.js';

/**
 * What the tabs of one browser share besides the store: locks and a channel. Elsewhere (in Node and old browsers),
 * locks apply within the process only, and the channel delivers nothing.
 */
export class Tabs {
  /** @type {Map<string, Promise<unknown>>} */
  #queues = new Map();
  /** @type {BroadcastChannel | undefined} */
  #channel;
  #closed = false;
  /** @type {LockManager | undefined} undefined also when the browser forbids them */
  #locks;

  /**
   * @param {string} name tabs of one origin with the same name share locks and the channel
   * @param {boolean} shared whether other tabs use the same store
   */
  constructor(name, shared) {
    this.name = name;
    this.id = randomUuid();
    this.#locks = shared && typeof navigator !== 'undefined' ? navigator.locks : undefined;
    if (shared && typeof document !== 'undefined' && typeof BroadcastChannel !== 'undefined') {
      try {
        this.#channel = new BroadcastChannel(name);
      } catch {
        // The browser forbids the page to store data, and therefore also to use a channel.
      }
    }
    // The lock is held until the tab is closed, crashed or frozen. The browser releases it; this code never does.
    this.#locks?.request(`${name}/tab/${this.id}`, () => new Promise(() => {})).catch(() => (this.#locks = undefined));
  }

  /**
   * Runs `work` while no other tab runs work with the same `lock`.
   *
   * @template T
   * @param {string} lock
   * @param {() => Promise<T>} work
   * @returns {Promise<T>}
   */
  async alone(lock, work) {
    if (this.#locks) {
      /** @type {Promise<T> | undefined} */
      let result;
      try {
        // Held until the work ends, however it ends.
        await this.#locks.request(`${this.name}/${lock}`, () => (result = work()).then(() => {}, () => {}));
      } catch {
        this.#locks = undefined; // the browser forbids them, as it forbids to store data
      }
      if (result) return result;
    }
    const before = this.#queues.get(lock) ?? Promise.resolve();
    const mine = before.then(work, work);
    this.#queues.set(lock, mine.catch(() => {}));
    return mine;
  }

  /**
   * @returns {Promise<(tab: string) => boolean>} a function that returns whether a tab is closed
   */
  async gone() {
    const locks = await this.#locks?.query().catch(() => undefined);
    if (!locks) return (tab) => tab !== this.id;
    const held = new Set((locks.held ?? []).map((lock) => lock.name));
    return (tab) => tab !== this.id && !held.has(`${this.name}/tab/${tab}`);
  }

  /**
   * @param {string} tab
   * @returns {Promise<void>} resolves when the tab is closed; never in a browser without locks
   */
  async whenGone(tab) {
    if (!this.#locks) return new Promise(() => {});
    await this.#locks.request(`${this.name}/tab/${tab}`, async () => {}).catch(() => new Promise(() => {}));
  }

  /** @param {{type: string, [field: string]: any}} news sent to the other tabs */
  post(news) {
    if (!this.#closed) this.#channel?.postMessage(news);
  }

  /** @param {(news: {type: string, [field: string]: any}) => void} listener */
  listen(listener) {
    this.#channel?.addEventListener('message', (event) => listener(event.data));
  }

  close() {
    this.#closed = true;
    this.#channel?.close();
  }
}
