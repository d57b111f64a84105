import { Api } from './api.js';
import { Changes } from './changes.js';
import { Chats } from './chats.js';
import { Connection } from './connection.js';
import { Emitter } from './emitter.js';
import { Outbox } from './outbox.js';
import { People } from './people.js';
import { Presence } from './presence.js';
import { SessionKeeper } from './session.js';
import { FallbackStore, IndexedDbStore, MemoryStore, inBrowser } from './store.js';
import { ChatSync } from './sync.js';
import { Tabs } from './tabs.js';
import { Timers } from './timers.js';
import { randomUuid } from './uuid.js';

const PEOPLE_DELAY_MS = 1_000;

/**
 * A user of Vestnik on one device: logged in, connected, and with the server's state of all chats.
 *
 * @typedef {import('./chat.js').ChatView} ChatView
 *
 * @typedef {object} StateEvents
 * @property {import('./types.js').ConnectionState} state
 * @property {undefined} chats the list of chats changed
 * @property {{problem: unknown}} storage the store has failed, so that some data is in memory only; or, with `problem`
 *   undefined, all is stored again
 * @property {{why: string}} signedOut
 *
 * @extends {Emitter<StateEvents & import('./sync.js').SyncEvents & import('./presence.js').PresenceEvents>}
 */
export class VestnikClient extends Emitter {
  #deviceName;
  #store;
  #tabs;
  #timers = new Timers();
  #session;
  #connection;
  #presence = new Presence(this.#timers);
  #outbox;
  #changes;
  /** @type {Chats} */
  #chats;
  /** @type {ChatSync} */
  #sync;
  #userId = '';

  /** @param {import('./types.js').ClientOptions} options */
  constructor(options) {
    super();
    const browser = inBrowser();
    this.#store = new FallbackStore(options.store ?? (browser ? new IndexedDbStore() : new MemoryStore()));
    this.#deviceName = options.deviceName;
    this.#tabs = new Tabs('vestnik', browser && !options.store);
    /** The HTTP API, for requests about users, devices and the profile. */
    this.api = new Api(options.url, options.fetch ?? ((input, init) => fetch(input, init)));
    this.#session = new SessionKeeper(this.#store, this.api, this.#tabs);
    this.api.authenticateWith(this.#session);
    this.people = new People(this.api, options.random);
    /** @type {import('./types.js').Limits} the server's latest limits; before it sent any, the protocol's defaults */
    this.limits = {
      textMax: 4096,
      titleMax: 128,
      frameBytesMax: 65_536,
      groupMembersMax: 200,
      largeGroup: 200,
      sendsPerSecond: 50,
    };
    this.#connection = new Connection({
      url: `${options.url.replace(/^http/, 'ws').replace(/\/+$/, '')}/ws`,
      socketType: () => socketType(options.WebSocket),
      session: this.#session,
      prepare: () => this.#sync.prepare(),
      ...(options.random ? { random: options.random } : {}),
    });
    const client = this;
    /** @type {import('./chats.js').ChatsContext & import('./changes.js').ChangesContext} */
    const context = {
      api: this.api,
      store: this.#store,
      tabs: this.#tabs,
      timers: this.#timers,
      people: this.people,
      presence: this.#presence,
      get userId() {
        return client.#userId;
      },
      isLive: () => this.#connection.isLive,
      ask: (frame, how) => this.#connection.request(frame, how),
      restart: () => this.#connection.restart(),
      readSoon: (view) => this.#sync.readSoon(view),
      refreshSoon: (view) => this.#sync.refreshSoon(view),
      chatChanged: (view) => this.#chats.changed(view),
      pendingOf: (chatId) => this.#outbox.of(chatId),
      pendingChanged: (chatId) => this.#chats.pendingChanged(chatId),
      versionOf: (chatId) => this.#chats.get(chatId)?.version ?? Infinity,
      changeOf: (chatId, id) => this.#changes.last(chatId, id),
    };
    this.#outbox = new Outbox(context, options.random);
    this.#changes = new Changes(context);
    this.#chats = new Chats(context);
    const parts = { connection: this.#connection, chats: this.#chats, outbox: this.#outbox, changes: this.#changes };
    this.#sync = new ChatSync(context, parts, { reportUnread: options.reportUnread ?? !browser });
    this.#listen();
  }

  // ---- session and connection ----

  /** @returns {import('./types.js').ConnectionState} */
  get state() {
    return this.#connection.state;
  }

  /** @returns {string} an empty string if no user is logged in */
  get userId() {
    return this.#userId;
  }

  /**
   * @returns {unknown} why the store does not keep everything; what it does not keep is lost when the program ends.
   *   Undefined: all is stored
   */
  get storageProblem() {
    return this.#store.problem;
  }

  /**
   * Continues the stored session, if there is one, and connects.
   *
   * @returns {Promise<boolean>} whether the user is logged in
   */
  async resume() {
    const session = await this.#session.load();
    if (!session) return false;
    await this.#begin(session.userId);
    return true;
  }

  /** @param {{email: string, password: string}} who */
  async login(who) {
    await this.#begin((await this.#session.login(who, this.#deviceName)).userId);
  }

  /**
   * Registers an account. If it exists already, because the answer to an earlier attempt was lost, logs in to it.
   *
   * @param {{name: string, email: string, password: string}} who
   */
  async register(who) {
    await this.#begin((await this.#session.register(who, this.#deviceName)).userId);
  }

  /**
   * Ends the session of this device, and deletes all its local data.
   *
   * @returns {Promise<boolean>} whether the server has confirmed the logout. If it has not, the tokens are
   *   deleted all the same, but the server lists the device until the tokens expire, until another device revokes it,
   *   or until the same user logs in here again and so continues the device
   */
  logout() {
    return this.#session.logout();
  }

  /** Tries to connect immediately. Call it when the network is back, or when the user returns to the page. */
  connectNow() {
    this.#connection.connectNow();
  }

  /** Checks the connection. Call it when the network may be gone. */
  checkConnection() {
    this.#connection.checkConnection();
  }

  /** Connects again after the state `stopped`. */
  reconnect() {
    this.#connection.stop();
    if (this.#userId) this.#connection.start();
  }

  /** Closes the connection, stores unsaved data, and lets the process end. */
  async close() {
    this.#connection.stop();
    this.#outbox.lost();
    this.#changes.clear();
    this.people.stop();
    this.#timers.clear();
    await this.save();
    this.#tabs.close();
  }

  // ---- chats ----

  /** @returns {ChatView[]} the user's chats, those with the latest activity first */
  get chats() {
    return this.#chats.latestFirst;
  }

  /**
   * @param {string} chatId
   * @returns {ChatView | undefined}
   */
  chat(chatId) {
    return this.#chats.get(chatId);
  }

  /**
   * @param {string} userId
   * @returns {Promise<ChatView>} the direct chat with the user; created if it does not exist
   */
  async openDirect(userId) {
    return this.#sync.follow(await this.api.openDirect(userId));
  }

  /**
   * @param {string} title
   * @param {string[]} memberIds
   * @param {string} [key] the idempotency key, to be repeated on a retry
   * @returns {Promise<ChatView>}
   */
  async createGroup(title, memberIds, key = randomUuid()) {
    return this.#sync.follow(await this.api.createGroup(title, memberIds, key));
  }

  /**
   * Sends a message. The message is in the chat's `pending` immediately, and is stored until the server acknowledges
   * it. It appears once in the chat, however often it is sent.
   *
   * @param {string} chatId
   * @param {string} text
   * @param {{replyTo?: number}} [more]
   * @returns {import('./types.js').OutboxEntry}
   */
  send(chatId, text, { replyTo } = {}) {
    this.#presence.messageSent(chatId);
    return this.#outbox.add(chatId, text, replyTo);
  }

  /**
   * @param {import('./types.js').OutboxEntry | import('./types.js').ChangeEntry} entry a refused message or change,
   *   which is sent again
   */
  retry(entry) {
    return 'id' in entry ? this.#changes.retry(entry) : this.#outbox.retry(entry);
  }

  /**
   * @param {import('./types.js').OutboxEntry | import('./types.js').ChangeEntry} entry a refused message or change,
   *   which is discarded
   */
  discard(entry) {
    return 'id' in entry ? this.#changes.discard(entry) : this.#outbox.discard(entry);
  }

  /** @returns {number} the number of unacknowledged messages */
  get unsent() {
    return this.#outbox.size;
  }

  /** @returns {(import('./types.js').OutboxEntry | import('./types.js').ChangeEntry)[]} refused texts of chats that the user is no longer in */
  get unsentOfLeftChats() {
    return [...this.#outbox.failed, ...this.#changes.failed].filter((entry) => !this.#chats.get(entry.chatId));
  }

  /**
   * @param {string} chatId
   * @param {number} id
   * @param {string} text
   * @returns {Promise<void>} resolved when the server has stored the edit. Until then the edit is shown in the chat, is
   *   kept over restarts, and is retried. A refusal rejects; the edit then stays as `change` of the message until it is
   *   retried, discarded, or replaced by another edit
   */
  edit(chatId, id, text) {
    return this.#changes.add(chatId, id, text);
  }

  /**
   * @param {string} chatId
   * @param {number} id
   * @returns {Promise<void>} as for {@link edit}
   */
  delete(chatId, id) {
    return this.#changes.add(chatId, id, undefined);
  }

  /**
   * @param {string} chatId the chat in which the user is typing; the server is notified at most once per three seconds
   */
  type(chatId) {
    if (this.#presence.isTypingDue(chatId)) this.#connection.sendUnacknowledged({ type: 'typing', chatId });
  }

  /**
   * @param {string} chatId
   * @returns {string[]} the users who are typing in the chat
   */
  typing(chatId) {
    return this.#presence.typing(chatId);
  }

  /**
   * @param {string} userId the other user of a direct chat
   * @returns {{online: boolean, lastSeenAt?: string} | undefined} undefined if the server has not sent it
   */
  presence(userId) {
    return this.#presence.of(userId);
  }

  /** @returns {Promise<void>} resolves when the state for the next start is stored, which otherwise happens soon */
  save() {
    return this.#chats.save();
  }

  /**
   * Stores a small value of the app with the data of this user. The value is deleted together with the other data.
   *
   * @param {string} name
   * @param {any} value undefined = deletes the value
   */
  async keep(name, value) {
    const at = `app/${this.#userId}/${name}`;
    await (value === undefined ? this.#store.delete(at) : this.#store.set(at, value));
  }

  /**
   * @param {string} prefix
   * @returns {Promise<[string, any][]>} the values stored with {@link keep} whose names have the prefix
   */
  async kept(prefix) {
    const from = `app/${this.#userId}/`;
    const found = await this.#store.list(from + prefix);
    return found.map(([key, value]) => [key.slice(from.length), value]);
  }

  /** @param {string} userId */
  async #begin(userId) {
    this.#userId = userId;
    this.people.restore((await this.#store.get(`people/${userId}`)) ?? []);
    await this.#chats.load(userId);
    await this.#sync.begin(userId);
    await this.#outbox.adopt({ own: true });
    await this.#changes.adopt({ own: true });
    this.emit('chats', undefined);
    this.#connection.start();
  }

  /** @param {string} why */
  async #ended(why) {
    const userId = this.#userId;
    this.#connection.stop({ name: 'signedOut', why });
    this.#outbox.clear();
    this.#changes.clear();
    this.#timers.clear();
    this.#sync.clear();
    this.#userId = '';
    this.people.clear();
    this.emit('signedOut', { why });
    // Unsent messages are kept for the next login, unless the user logged out or the device was revoked.
    const prefixes = ['chat/', 'epoch/', 'people/'];
    if (why === 'logged_out' || why === 'device_revoked') prefixes.push('outbox/', 'change/', 'app/');
    for (const prefix of prefixes) {
      for (const [key] of await this.#store.list(`${prefix}${userId}`)) await this.#store.delete(key);
    }
  }

  #savePeople() {
    if (this.#userId) void this.#store.set(`people/${this.#userId}`, this.people.snapshot());
  }

  #listen() {
    this.#store.on('changed', () => this.emit('storage', { problem: this.#store.problem }));
    this.#session.on('ended', ({ why }) => void this.#ended(why));
    this.#connection.on('state', (state) => this.emit('state', state));
    this.#connection.on('ready', (frame) => {
      this.limits = { ...this.limits, ...frame.limits };
      this.#sync.ready(frame);
    });
    this.#connection.on('live', () => this.#sync.live());
    this.#connection.on('frame', (frame) => this.#sync.receive(frame));
    this.#connection.on('lost', () => this.#outbox.lost());
    this.#sync.on('message', (news) => this.emit('message', news));
    this.#sync.on('removed', (news) => this.emit('removed', news));
    this.#chats.on('changed', () => this.emit('chats', undefined));
    this.#presence.on('typing', (news) => this.emit('typing', news));
    this.#presence.on('presence', (news) => this.emit('presence', news));
    this.people.on('changed', () => this.#timers.start('people', PEOPLE_DELAY_MS, () => this.#savePeople()));
    this.people.on('renamed', ({ id }) => this.#chats.rename(id));
  }
}

/**
 * @param {import('./types.js').SocketType | undefined} given
 * @returns {Promise<import('./types.js').SocketType>}
 */
async function socketType(given) {
  if (given) return given;
  if (typeof WebSocket !== 'undefined') return WebSocket;
  // Node before version 22 has no WebSocket.
  return (await import('./node-websocket.js')).NodeWebSocket;
}

