import { Emitter } from './emitter.js';

/** The maximum number of ids in a request. */
const ASKED_MAX = 100;

/**
 * The maximum number of names that are kept in memory and for the next start. Those unused for the longest time are
 * dropped first.
 */
const KEPT_MAX = 5_000;

/**
 * Names by user id. Unknown ids are requested in batches, and `changed` is emitted when the answer arrives.
 *
 * @typedef {import('./types.js').Person} Person
 *
 * @extends {Emitter<{changed: undefined}>}
 */
export class People extends Emitter {
  #api;
  /** @type {Map<string, Person>} */
  #known = new Map();
  /** @type {Set<string>} */
  #wanted = new Set();
  /** @type {Set<string>} the ids for which the server has no user */
  #missing = new Set();
  #asking = false;

  /** @param {import('./api.js').Api} api */
  constructor(api) {
    super();
    this.#api = api;
  }

  /**
   * @param {string | undefined} id
   * @returns {Person | undefined} undefined if the user is not known yet; then the name is requested
   */
  get(id) {
    if (!id) return undefined;
    const person = this.#known.get(id);
    if (!person && !this.#missing.has(id)) this.#want(id);
    return person;
  }

  /** @param {Person[]} people */
  learn(people) {
    let news = false;
    for (const person of people) {
      const before = this.#known.get(person.id);
      if (before && before.name === person.name && (person.username ?? before.username) === before.username) continue;
      this.#known.delete(person.id);
      this.#known.set(person.id, { ...before, ...person });
      news = true;
    }
    for (const id of this.#known.keys()) {
      if (this.#known.size <= KEPT_MAX) break;
      this.#known.delete(id);
    }
    if (news) this.emit('changed', undefined);
  }

  /** @returns {Person[]} */
  snapshot() {
    return [...this.#known.values()];
  }

  clear() {
    this.#known.clear();
    this.#wanted.clear();
    this.#missing.clear();
  }

  /** @param {string} id */
  #want(id) {
    this.#wanted.add(id);
    if (this.#asking) return;
    this.#asking = true;
    // A short delay, so that the names on one screen are requested together.
    setTimeout(() => void this.#ask(), 10);
  }

  async #ask() {
    const ids = [...this.#wanted].slice(0, ASKED_MAX);
    try {
      const found = await this.#api.people(ids);
      const names = new Set(found.map((person) => person.id));
      for (const id of ids) {
        this.#wanted.delete(id);
        if (!names.has(id)) this.#missing.add(id);
      }
      this.learn(found);
    } catch {
      // The next use of a name requests it again.
      this.#wanted.clear();
    }
    this.#asking = false;
    const [next] = this.#wanted;
    if (next) this.#want(next);
  }
}
