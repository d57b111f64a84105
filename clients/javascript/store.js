/** @typedef {import('./types.js').Store} Store */

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

  #open() {
    this.#opened ??= new Promise((resolve, reject) => {
      const opening = indexedDB.open(this.#name, 1);
      opening.onupgradeneeded = () => opening.result.createObjectStore('values');
      opening.onsuccess = () => {
        const database = opening.result;
        database.onversionchange = () => database.close();
        database.onclose = () => (this.#opened = undefined);
        resolve(database);
      };
      opening.onerror = () => {
        this.#opened = undefined;
        reject(opening.error);
      };
    });
    return this.#opened;
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
      // The commit makes the writes happen even if the page is closed at once.
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
