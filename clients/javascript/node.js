import { mkdir, open, readFile, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** @typedef {import('./types.js').Store} Store */

/**
 * A store in a directory, with one file per key, so that the unacknowledged messages of a bot survive a restart. Only
 * one process at a time may use the directory.
 *
 * @implements {Store}
 */
export class FileStore {
  #directory;
  /** @type {Promise<unknown>} the last write; each write waits for the previous one, so that the last write wins */
  #queue = Promise.resolve();
  #writes = 0;

  /**
   * @param {string} directory created if it does not exist; only its owner can read it, since it contains the tokens
   */
  constructor(directory) {
    this.#directory = directory;
  }

  /** @param {string} key */
  async get(key) {
    await this.#queue;
    return this.#read(this.#file(key));
  }

  /**
   * @param {string} key
   * @param {any} value
   */
  set(key, value) {
    return this.#enqueue(async () => {
      await mkdir(this.#directory, { recursive: true, mode: 0o700 });
      const draft = join(this.#directory, `.draft-${process.pid}-${++this.#writes}`);
      const file = await open(draft, 'w', 0o600);
      try {
        await file.writeFile(JSON.stringify(value));
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(draft, this.#file(key));
    });
  }

  /** @param {string} key */
  delete(key) {
    return this.#enqueue(() => rm(this.#file(key), { force: true }));
  }

  /**
   * @param {string} prefix
   * @returns {Promise<[string, any][]>}
   */
  async list(prefix) {
    await this.#queue;
    const names = await readdir(this.#directory).catch(() => /** @type {string[]} */ ([]));
    const keys = names
      .filter((name) => !name.startsWith('.'))
      .map((name) => decodeURIComponent(name))
      .filter((key) => key.startsWith(prefix))
      .sort();
    return Promise.all(keys.map(async (key) => /** @type {[string, any]} */ ([key, await this.#read(this.#file(key))])));
  }

  /** @param {string} key */
  #file(key) {
    return join(this.#directory, encodeURIComponent(key));
  }

  /** @param {string} file */
  async #read(file) {
    try {
      return JSON.parse(await readFile(file, 'utf8'));
    } catch (problem) {
      if (/** @type {any} */ (problem).code === 'ENOENT') return undefined;
      throw problem;
    }
  }

  /** @param {() => Promise<void>} work */
  #enqueue(work) {
    const mine = this.#queue.then(work);
    this.#queue = mine.catch(() => {});
    return mine;
  }
}
