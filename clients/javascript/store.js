import { Emitter } from './emitter.js';

/** @typedef {import('./types.js').Store} Store */

/** The maximum time without any answer of a store while requests wait. After this time the store counts as failed. */
const ANSWER_MS_MAX = 5_000;

/** @returns {boolean} whether this is a browser, even one that forbids the page to store data */
export function inBrowser() {
  try {
    return typeof document !== 'undefined' || typeof indexedDB !== 'undefined';
  } catch {
    return true;
  }
}

/**
 * A store that never fails and always answers. If another store does not take a value, the value is kept in memory
 * until the other store takes a later value for the same key. `changed` is emitted when the first value is kept in
 * memory, and when none is any more.
 *
 * @implements {Store}
 * @extends {Emitter<{changed: undefined}>}
 */
export class FallbackStore extends Emitter {
  #store;
  #answerMsMax;
  /**
   * @type {Map<string, string | undefined>} by key: the values that the store did not take, as JSON; undefined if
   *   deleted
   */
  #kept = new Map();
  /** @type {Set<(problem: unknown) => void>} */
  #asked = new Set();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** The number of requests that were not answered in time. The store is not asked while there are such requests. */
  #overdue = 0;
  /** @type {unknown} */
  #problem;

  /**
   * @param {Store} store
   * @param {number} [answerMsMax]
   */
  constructor(store, answerMsMax = ANSWER_MS_MAX) {
    super();
    this.#store = store;
    this.#answerMsMax = answerMsMax;
  }

  /** @returns {unknown} why some values are in memory only; undefined if all values are stored */
  get problem() {
    return this.#problem;
  }

  /** @param {string} key */
  async get(key) {
    if (this.#kept.has(key)) return parsed(this.#kept.get(key));
    try {
      return await this.#ask(() => this.#store.get(key));
    } catch (problem) {
      this.#failed(problem);
      return this.#kept.has(key) ? parsed(this.#kept.get(key)) : undefined;
    }
  }

  /**
   * @param {string} key
   * @param {any} value
   */
  set(key, value) {
    return this.#write(key, JSON.stringify(value), () => this.#store.set(key, value));
  }

  /** @param {string} key */
  delete(key) {
    return this.#write(key, undefined, () => this.#store.delete(key));
  }

  /**
   * @param {string} prefix
   * @returns {Promise<[string, any][]>}
   */
  async list(prefix) {
    /** @type {Map<string, any>} */
    const found = new Map();
    try {
      for (const [key, value] of await this.#ask(() => this.#store.list(prefix))) found.set(key, value);
    } catch (problem) {
      this.#failed(problem);
    }
    for (const [key, value] of this.#kept) {
      if (!key.startsWith(prefix)) continue;
      if (value === undefined) found.delete(key);
      else found.set(key, parsed(value));
    }
    return [...found].sort(([one], [other]) => (one < other ? -1 : 1));
  }

  /**
   * @param {string} key
   * @param {string | undefined} value
   * @param {() => Promise<void>} writing
   */
  async #write(key, value, writing) {
    try {
      await this.#ask(writing);
      this.#kept.delete(key);
      if (this.#kept.size === 0) this.#setProblem(undefined);
    } catch (problem) {
      this.#kept.set(key, value);
      this.#failed(problem);
    }
  }

  /**
   * @template T
   * @param {() => Promise<T>} work
   * @returns {Promise<T>}
   */
  #ask(work) {
    if (this.#overdue > 0) return Promise.reject(this.#problem);
    return new Promise((resolve, reject) => {
      let late = false;
      const giveUp = (/** @type {unknown} */ problem) => {
        late = true;
        this.#overdue++;
        reject(problem);
      };
      const ended = () => {
        if (late) this.#overdue--;
        this.#asked.delete(giveUp);
        this.#wait();
      };
      this.#asked.add(giveUp);
      if (this.#asked.size === 1) this.#wait();
      // `async`, so that an exception is a rejection.
      (async () => work())().then(
        (answer) => {
          ended();
          resolve(answer);
        },
        (problem) => {
          ended();
          reject(problem);
        },
      );
    });
  }

  /**
   * Starts the time-out again. It is measured from the last answer, since a busy store answers one request after the
   * other.
   */
  #wait() {
    clearTimeout(this.#timer);
    if (this.#asked.size === 0) return;
    this.#timer = setTimeout(() => {
      const asked = [...this.#asked];
      this.#asked.clear();
      for (const giveUp of asked) giveUp(new Error('the store does not answer'));
    }, this.#answerMsMax);
  }

  /** @param {unknown} problem */
  #failed(problem) {
    this.#setProblem(problem ?? new Error('the store failed'));
  }

  /** @param {unknown} problem */
  #setProblem(problem) {
    const before = this.#problem;
    this.#problem = problem;
    if ((before === undefined) !== (problem === undefined)) this.emit('changed', undefined);
  }
}

/** @param {string | undefined} value */
function parsed(value) {
  return value === undefined ? undefined : JSON.parse(value);
}

/**
 * A store that ends with the process: for tests, and for programs that may lose unacknowledged messages.
 *
 * @implements {Store}
 */
export class MemoryStore {
  /** @type {Map<string, string>} */
  #values = new Map();

  /** @param {string} key */
  async get(key) {
    const value = this.#values.get(key);
    return value === undefined ? undefined : JSON.parse(value);
  }

  /**
   * @param {string} key
   * @param {any} value
   */
  async set(key, value) {
    this.#values.set(key, JSON.stringify(value));
  }

  /** @param {string} key */
  async delete(key) {
    this.#values.delete(key);
  }

  /**
   * @param {string} prefix
   * @returns {Promise<[string, any][]>}
   */
  async list(prefix) {
    return [...this.#values]
      .filter(([key]) => key.startsWith(prefix))
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, value]) => [key, JSON.parse(value)]);
  }
}

/**
 * The store for browsers: an IndexedDB database of the page's origin, which all tabs share.
 *
 * @implements {Store}
 */
export class IndexedDbStore {
  #name;
  /** @type {Promise<IDBDatabase> | undefined} */
  #opened;

  /** @param {string} [name] */
  constructor(name = 'vestnik') {
    this.#name = name;
  }

  /** @returns {Promise<IDBDatabase>} rejected if the browser has no such database, or refuses it */
  #open() {
    const opened = (this.#opened ??= new Promise((resolve, reject) => {
      // The property itself may be missing, or throw.
      const opening = indexedDB.open(this.#name, 1);
      opening.onupgradeneeded = () => opening.result.createObjectStore('values');
      opening.onsuccess = () => {
        const database = opening.result;
        database.onversionchange = () => {
          database.close();
          this.#opened = undefined;
        };
        database.onclose = () => (this.#opened = undefined);
        resolve(database);
      };
      opening.onerror = () => reject(opening.error);
    }));
    // The next use tries again.
    opened.catch(() => {
      if (this.#opened === opened) this.#opened = undefined;
    });
    return opened;
  }

  /**
   * @template T
   * @param {IDBTransactionMode} mode
   * @param {(values: IDBObjectStore) => IDBRequest<T>} ask
   * @returns {Promise<T>} resolves when the transaction is complete, which is later than the request
   */
  async #run(mode, ask) {
    const database = await this.#open();
    return new Promise((resolve, reject) => {
      const transaction = database.transaction('values', mode, { durability: 'strict' });
      const request = ask(transaction.objectStore('values'));
      // The commit makes the writes happen even if the page is closed immediately.
      if (mode === 'readwrite') transaction.commit();
      transaction.oncomplete = () => resolve(request.result);
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
  }

  /** @param {string} key */
  get(key) {
    return this.#run('readonly', (values) => values.get(key));
  }

  /**
   * @param {string} key
   * @param {any} value
   */
  async set(key, value) {
    await this.#run('readwrite', (values) => values.put(value, key));
  }

  /** @param {string} key */
  async delete(key) {
    await this.#run('readwrite', (values) => values.delete(key));
  }

  /**
   * @param {string} prefix
   * @returns {Promise<[string, any][]>}
   */
  async list(prefix) {
    const range = IDBKeyRange.bound(prefix, prefix + '\uffff');
    const database = await this.#open();
    return new Promise((resolve, reject) => {
      const values = database.transaction('values').objectStore('values');
      // Two requests of one transaction see the same state, so that keys and values match.
      const keys = values.getAllKeys(range);
      const all = values.getAll(range);
      all.onsuccess = () => resolve(keys.result.map((key, at) => [String(key), all.result[at]]));
      all.onerror = () => reject(all.error);
    });
  }
}
