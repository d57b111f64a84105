import { Emitter } from './emitter.js';

/** The maximum number of ids in a request. */
const ASKED_MAX = 100;

/**
 * The maximum number of names that are kept in memory and for the next start. The names unused for the longest time are
 * dropped first.
 */
const KEPT_MAX = 5_000;

/**
 * The minimum pause before a batch of names that may be outdated is requested. A random time is added to it, so that
 * not all clients request names at the same time after a restart.
 */
const CHECK_MS_MIN = 500;
const CHECK_MS_SPREAD = 4_000;

/**
 * Names by user id. Unknown ids are requested in batches, and `changed` is emitted when the answer arrives. The server
 * announces a new name only to connected clients, so after each connect the names in use are requested again. `renamed`
 * is emitted for each name that differs from the previously known name.
 *
 * @typedef {import('./types.js').Person} Person
 *
 * @extends {Emitter<{changed: undefined, renamed: Person}>}
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
  /** Whether there was a connection, so that names from before it may be outdated. */
  #connected = false;
  /** @type {Set<string>} ids in use since the last connect */
  #used = new Set();
  /** @type {Set<string>} ids whose names were received since the last connect */
  #current = new Set();
  /** @type {Set<string>} known ids to request again */
  #toCheck = new Set();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #checkTimer;
  #random;

  /**
   * @param {import('./api.js').Api} api
   * @param {() => number} [random] in 0–1, for the pauses
   */
  constructor(api, random = Math.random) {
    super();
    this.#api = api;
    this.#random = random;
  }

  /**
   * @param {string | undefined} id
   * @returns {Person | undefined} undefined if the user is not known yet; then the name is requested
   */
  get(id) {
    if (!id) return undefined;
    const person = this.#known.get(id);
    if (person) {
      this.#used.add(id);
      if (this.#connected && !this.#current.has(id)) this.#checkSoon([id]);
    } else if (!this.#missing.has(id)) this.#want(id);
    return person;
  }

  /**
   * @param {string} id
   * @returns {string | undefined} the name; undefined if it is not known. Unlike {@link get}, this method does not
   *   request it
   */
  nameOf(id) {
    return this.#known.get(id)?.name;
  }

  /** @param {Person[]} people just received from the server */
  update(people) {
    for (const { id } of people) {
      this.#current.add(id);
      this.#toCheck.delete(id);
    }
    this.#add(people);
  }

  /** @param {Person[]} people the people stored before this start; they replace no known name */
  restore(people) {
    this.#add(people.filter(({ id }) => !this.#known.has(id)));
  }

  /** @param {Person[]} people */
  #add(people) {
    let news = false;
    /** @type {Person[]} */
    const renamed = [];
    for (const person of people) {
      const before = this.#known.get(person.id);
      if (before && before.name === person.name && (person.username ?? before.username) === before.username) continue;
      if (before && before.name !== person.name) renamed.push(person);
      this.#known.delete(person.id);
      this.#known.set(person.id, { ...before, ...person });
      news = true;
    }
    for (const id of this.#known.keys()) {
      if (this.#known.size <= KEPT_MAX) break;
      this.#known.delete(id);
      this.#current.delete(id);
    }
    for (const person of renamed) this.emit('renamed', person);
    if (news) this.emit('changed', undefined);
  }

  /** Called when a connection has begun. Names may have changed before it, so the names in use are requested again. */
  expire() {
    this.#connected = true;
    this.#current.clear();
    this.#missing.clear();
    const used = [...this.#used];
    this.#used.clear();
    this.#checkSoon(used);
  }

  /** Ends the requests for outdated names when the client closes. */
  stop() {
    clearTimeout(this.#checkTimer);
    this.#checkTimer = undefined;
    this.#toCheck.clear();
  }

  /** @returns {Person[]} */
  snapshot() {
    return [...this.#known.values()];
  }

  clear() {
    this.stop();
    this.#connected = false;
    this.#known.clear();
    this.#wanted.clear();
    this.#missing.clear();
    this.#used.clear();
    this.#current.clear();
  }

  /** @param {string[]} ids */
  #checkSoon(ids) {
    for (const id of ids) this.#toCheck.add(id);
    if (this.#checkTimer !== undefined || this.#toCheck.size === 0) return;
    this.#checkTimer = setTimeout(() => {
      this.#checkTimer = undefined;
      const batch = [...this.#toCheck].slice(0, ASKED_MAX);
      for (const id of batch) {
        this.#toCheck.delete(id);
        // The name is not requested again until the next connect. If there is no answer, `#ask` allows another request.
        this.#current.add(id);
        this.#want(id);
      }
      this.#checkSoon([]);
    }, CHECK_MS_MIN + CHECK_MS_SPREAD * this.#random());
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
      this.update(found);
    } catch {
      // The next use of a name requests the name again.
      this.#wanted.clear();
      for (const id of ids) this.#current.delete(id);
    }
    this.#asking = false;
    const [next] = this.#wanted;
    if (next) this.#want(next);
  }
}
