import { Emitter } from './emitter.js';
import { VestnikError, codeOf } from './errors.js';

/**
 * How long before its expiry a token is refreshed. The time is longer than a slow answer takes, and far shorter than a
 * token's life.
 */
const SPARE_MS = 30_000;

const STORED = 'session';
const DEVICE = 'device';

/** The reason for the end of a session after another user has logged in in another tab. */
const OTHER_USER = 'other_user';

/**
 * The session of this device, with valid tokens. Of all tabs that share the store, one at a time refreshes the tokens;
 * a tab that waited finds the new tokens in the store.
 *
 * @typedef {import('./types.js').Session & {goodUntilMs: number}} Kept `goodUntilMs` is a time of the local clock
 *
 * @extends {Emitter<{changed: Kept, ended: {why: string}}>}
 */
export class SessionKeeper extends Emitter {
  #store;
  #api;
  #tabs;
  /** @type {Kept | undefined} */
  #current;
  /** @type {Promise<string> | undefined} */
  #refreshing;
  /** Whether another tab sent the current session because that tab could not store it. */
  #receivedFromTab = false;

  /**
   * @param {import('./types.js').Store & {problem?: unknown}} store `problem`: see {@link import('./store.js').FallbackStore}
   * @param {import('./api.js').Api} api
   * @param {import('./tabs.js').Tabs} tabs
   */
  constructor(store, api, tabs) {
    super();
    this.#store = store;
    this.#api = api;
    this.#tabs = tabs;
    tabs.listen((news) => {
      if (news.type === 'session') void this.#reload(news['session']);
      // Without a store, the other tabs have devices of their own.
      if (news.type === 'signedOut' && this.#current?.deviceId === news['deviceId']) this.#forget(news['why']);
    });
  }

  /** @returns {Kept | undefined} */
  get current() {
    return this.#current;
  }

  /** @returns {Promise<Kept | undefined>} the stored session */
  async load() {
    this.#current = await this.#store.get(STORED);
    return this.#current;
  }

  /**
   * @param {{email: string, password: string}} who
   * @param {string} [deviceName]
   */
  async login({ email, password }, deviceName) {
    const id = await this.#store.get(DEVICE);
    const device = { ...(id ? { id } : {}), ...(deviceName ? { name: deviceName } : {}) };
    return this.adopt(await this.#api.login({ email, password, device }));
  }

  /**
   * Registers an account. If it exists already, because the answer to an earlier attempt was lost, logs in to it.
   *
   * @param {{name: string, email: string, password: string}} who
   * @param {string} [deviceName]
   */
  async register(who, deviceName) {
    const device = deviceName ? { name: deviceName } : {};
    try {
      return await this.adopt(await this.#api.register({ ...who, device }));
    } catch (problem) {
      if (codeOf(problem) !== 'email_taken') throw problem;
      try {
        return await this.login(who, deviceName);
      } catch (refused) {
        // The account has another password, so it belongs to another user.
        throw codeOf(refused) === 'bad_credentials' ? problem : refused;
      }
    }
  }

  /** @returns {Promise<boolean>} whether the server has confirmed the logout */
  async logout() {
    let confirmed = true;
    try {
      await this.#api.logout();
    } catch (problem) {
      if (!(problem instanceof VestnikError)) throw problem;
      confirmed = problem.status === 401;
    }
    await this.end('logged_out', { listed: !confirmed });
    return confirmed;
  }

  /**
   * @param {import('./types.js').Session} session from a login, a registration or a refresh
   * @returns {Promise<Kept>}
   */
  async adopt(session) {
    const goodUntilMs = Date.parse(session.accessTokenExpiresAt) - this.#api.clockAheadMs;
    const kept = { ...session, goodUntilMs };
    await this.#store.set(STORED, kept);
    await this.#store.set(DEVICE, session.deviceId);
    this.#take(kept);
    // The other tabs find the session in the store, unless the store failed.
    this.#tabs.post({ type: 'session', ...(this.#store.problem === undefined ? {} : { session: kept }) });
    return kept;
  }

  /**
   * @param {string} [used] a token that the server refused, so that another token is needed
   * @returns {Promise<string>} an access token that is valid for at least a short time
   */
  async token(used) {
    const kept = this.#current;
    if (!kept) throw new VestnikError('not_authenticated', 'not logged in', { status: 401 });
    if (kept.accessToken !== used && kept.goodUntilMs - Date.now() > SPARE_MS) return kept.accessToken;
    this.#refreshing ??= this.#tabs
      .alone('refresh', () => this.#refresh(used))
      .finally(() => (this.#refreshing = undefined));
    return this.#refreshing;
  }

  /** @returns {number} the time until {@link token} would refresh, in milliseconds */
  get spareMs() {
    return this.#current ? this.#current.goodUntilMs - SPARE_MS - Date.now() : Infinity;
  }

  /**
   * Deletes the session in this tab and in the other tabs.
   *
   * @param {string} why
   * @param {{listed?: boolean}} [how] `listed`: the server still has the device, so the next login continues it
   */
  async end(why, { listed = false } = {}) {
    const deviceId = this.#current?.deviceId;
    await this.#store.delete(STORED);
    if ((why === 'logged_out' || why === 'device_revoked') && !listed) await this.#store.delete(DEVICE);
    if (deviceId) this.#tabs.post({ type: 'signedOut', why, deviceId });
    this.#forget(why);
  }

  /**
   * @returns {Promise<Kept | undefined>} the latest known session; the store is compared with the session of this tab
   *   only if the store failed
   */
  async #latest() {
    const stored = /** @type {Kept | undefined} */ (await this.#store.get(STORED));
    const current = this.#current;
    if ((this.#store.problem === undefined && !this.#receivedFromTab) || !current) return stored;
    if (!stored) return current;
    return stored.userId === current.userId && stored.accessTokenExpiresAt < current.accessTokenExpiresAt ? current : stored;
  }

  /** @param {string | undefined} used */
  async #refresh(used) {
    const stored = await this.#latest();
    if (!stored) {
      this.#forget('logged_out');
      throw new VestnikError('not_authenticated', 'logged out', { status: 401 });
    }
    this.#requireOwn(stored);
    if (stored.accessToken !== used && stored.goodUntilMs - Date.now() > SPARE_MS) {
      this.#take(stored);
      return stored.accessToken;
    }
    try {
      const next = await this.#api.refresh(stored.refreshToken);
      await this.adopt(next);
      return next.accessToken;
    } catch (problem) {
      if (!(problem instanceof VestnikError) || problem.status !== 401) throw problem;
      // Without locks between tabs, another tab may have refreshed the session before. Then that session is used.
      const now = await this.#latest();
      if (now && now.refreshToken !== stored.refreshToken) {
        this.#requireOwn(now);
        this.#take(now);
        return now.accessToken;
      }
      await this.end(problem.code);
      throw problem;
    }
  }

  /** @param {Kept} [received] a session that the other tab sent because it could not store it */
  async #reload(received) {
    // A session that is not in the store concerns only tabs with the same device.
    if (received && received.deviceId !== this.#current?.deviceId) return;
    const stored = received ?? /** @type {Kept | undefined} */ (await this.#store.get(STORED));
    if (!stored || !this.#current || stored.accessToken === this.#current.accessToken) return;
    if (stored.userId === this.#current.userId) this.#take(stored, received !== undefined);
    else this.#forget(OTHER_USER);
  }

  /**
   * Ends the session of this tab if another user has logged in in another tab. The requests and unsent messages of this
   * user must not be sent with the other user's token.
   *
   * @param {Kept} stored
   */
  #requireOwn(stored) {
    if (stored.userId === this.#current?.userId) return;
    this.#forget(OTHER_USER);
    throw new VestnikError('not_authenticated', 'another user has logged in', { status: 401 });
  }

  /**
   * @param {Kept} kept
   * @param {boolean} [received]
   */
  #take(kept, received = false) {
    this.#current = kept;
    this.#receivedFromTab = received;
    this.emit('changed', kept);
  }

  /** @param {string} why */
  #forget(why) {
    if (!this.#current) return;
    this.#current = undefined;
    this.emit('ended', { why });
  }
}
