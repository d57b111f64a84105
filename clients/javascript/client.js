import { Api } from './api.js';
import { Changes } from './changes.js';
import { ChatView } from './chat.js';
import { Connection } from './connection.js';
import { Emitter } from './emitter.js';
import { VestnikError, codeOf } from './errors.js';
import { Outbox } from './outbox.js';
import { People } from './people.js';
import { SessionKeeper } from './session.js';
import { FallbackStore, IndexedDbStore, MemoryStore, inBrowser } from './store.js';
import { Tabs } from './tabs.js';
import { randomUuid } from './uuid.js';

/**
 * The maximum number of chats in a resume: those with the latest activity. The server sends the others as `chat`
 * events.
 */
const SINCE_MAX = 5_000;

/** The minimum time between two `typing` frames for a chat; the server passes on no more. */
const TYPING_MS = 3_000;

/**
 * How long a member is shown as typing after a `typing` event. The next event comes within three seconds, but may be
 * late.
 */
const TYPING_SHOWN_MS = 6_000;

/** The maximum number of missed messages of a chat that are reported one by one. `unread` counts all of them. */
const MISSED_MAX = 200;

const READ_DELAY_MS = 150;
const SAVE_DELAY_MS = 1_000;
const REFRESH_DELAY_MS = 200;

/**
 * The parts of the client that chats and the outbox use.
 *
 * @typedef {object} Hub
 * @property {Api} api
 * @property {import('./types.js').Store} store
 * @property {Tabs} tabs
 * @property {People} people
 * @property {string} userId
 * @property {() => boolean} isLive
 * @property {(frame: Record<string, any>, how?: {repeat?: boolean}) => Promise<any>} ask
 * @property {() => void} restart
 * @property {(view: ChatView) => void} readSoon
 * @property {(view: ChatView) => void} refreshSoon
 * @property {(view: ChatView) => void} chatChanged
 * @property {(chatId: string) => void} pendingChanged
 * @property {(chatId: string) => number} versionOf the cursor of a chat; infinite if it is unknown
 * @property {(chatId: string, id: number) => import('./types.js').ChangeEntry | undefined} changeOf the user's unacknowledged change of a message
 */

/**
 * @typedef {object} Options
 * @property {string} url address of the server, `https://chat.example`
 * @property {import('./types.js').Store} [store] default: IndexedDB in a browser, memory elsewhere
 * @property {string} [deviceName] shown in the list of devices
 * @property {typeof fetch} [fetch]
 * @property {import('./types.js').SocketType} [WebSocket]
 * @property {boolean} [tellsUnread] whether `message` also reports, at the very first start, messages that are already
 *   unread; at later starts it always does. Default: yes, but not in a browser, whose user sees the number of unread
 *   messages
 * @property {() => number} [random] in 0–1, for the back-off and the pauses after refusals
 *
 * @typedef {object} Events
 * @property {import('./types.js').ConnectionState} state
 * @property {undefined} chats the list of chats changed
 * @property {{chat: ChatView, message: import('./types.js').Message, live: boolean}} message a new message of another
 *   user; `live` false: the message was sent while the client was not running, and is unread
 * @property {{chatId: string}} typing
 * @property {{userId: string}} presence
 * @property {{chatId: string, chat: ChatView, unsent: (import('./types.js').OutboxEntry | import('./types.js').ChangeEntry)[]}} removed the user is no longer in the chat; its unsent texts are refused, and stay until they are discarded
 * @property {{problem: unknown}} storage the store has failed, so that some data is in memory only; or, with `problem` undefined, all is stored again
 * @property {{why: string}} signedOut
 */

/**
 * A user of Vestnik on one device: logged in, connected, and with the server's state of all chats.
 *
 * @extends {Emitter<Events>}
 */
export class VestnikClient extends Emitter {
  #deviceName;
  #tellsUnread;
  #store;
  #tabs;
  #session;
  #connection;
  #outbox;
  #changes;
  /** @type {Hub} */
  #hub;
  /** @type {Map<string, ChatView>} */
  #views = new Map();
  #userId = '';
  #listed = false;
  /** @type {Set<string>} the chats whose events this connection sends without gaps */
  #followed = new Set();
  /** @type {Set<ChatView>} */
  #toSave = new Set();
  /** @type {Set<ChatView>} */
  #toRefresh = new Set();
  /** @type {Set<ChatView>} */
  #toRead = new Set();
  /** @type {Set<string>} the chats with an unanswered `read` request */
  #reading = new Set();
  /** @type {Map<string, ReturnType<typeof setTimeout>>} */
  #timers = new Map();
  /** @type {Map<string, Map<string, number>>} by chat: the typing users, and until when each is shown */
  #typing = new Map();
  /** @type {Map<string, number>} by chat: the time at which `typing` was last sent */
  #typed = new Map();
  /** @type {Map<string, {online: boolean, lastSeenAt?: string}>} */
  #presence = new Map();
  /**
   * @type {[ChatView, import('./types.js').Message][]} the messages of a replay, which are reported after the read
   *     marks have arrived
   */
  #caughtUp = [];
  /** @type {Map<string, {from: number, to: number}>} by chat: the range of messages without an event */
  #unreported = new Map();
  /** @type {string | undefined} */
  #epoch;

  /** @param {Options} options */
  constructor(options) {
    super();
    const browser = inBrowser();
    this.#store = new FallbackStore(options.store ?? (browser ? new IndexedDbStore() : new MemoryStore()));
    this.#deviceName = options.deviceName;
    this.#tellsUnread = options.tellsUnread ?? !browser;
    this.#tabs = new Tabs('vestnik', browser && !options.store);
    /** The HTTP API, for requests about users, devices and the profile. */
    this.api = new Api(options.url, options.fetch ?? ((input, init) => fetch(input, init)));
    this.#session = new SessionKeeper(this.#store, this.api, this.#tabs);
    this.api.authenticateWith(this.#session);
    this.people = new People(this.api, options.random);
    /**
     * @type {import('./types.js').Limits} the latest limits from the server; before the first connection the protocol's
     *   defaults
     */
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
      prepare: () => this.#prepare(),
      ...(options.random ? { random: options.random } : {}),
    });
    const client = this;
    this.#hub = {
      api: this.api,
      store: this.#store,
      tabs: this.#tabs,
      people: this.people,
      get userId() {
        return client.#userId;
      },
      isLive: () => this.#connection.isLive,
      ask: (frame, how) => this.#connection.request(frame, how),
      restart: () => this.#connection.restart(),
      readSoon: (view) => this.#readSoon(view),
      refreshSoon: (view) => this.#refreshSoon(view),
      chatChanged: (view) => this.#chatChanged(view),
      pendingChanged: (chatId) => this.#pendingChanged(chatId),
      versionOf: (chatId) => this.#views.get(chatId)?.version ?? Infinity,
      changeOf: (chatId, id) => this.#changes.last(chatId, id),
    };
    this.#outbox = new Outbox(this.#hub, options.random);
    this.#changes = new Changes(this.#hub);
    this.#store.on('changed', () => this.emit('storage', { problem: this.#store.problem }));
    this.#connection.on('state', (state) => this.emit('state', state));
    this.#connection.on('ready', (frame) => this.#ready(frame));
    this.#connection.on('live', () => this.#wentLive());
    this.#connection.on('frame', (frame) => this.#frame(frame));
    this.#connection.on('lost', () => this.#outbox.lost());
    this.#session.on('ended', ({ why }) => void this.#ended(why));
    this.people.on('changed', () => this.#soon('people', SAVE_DELAY_MS, () => void this.#savePeople()));
    this.people.on('renamed', ({ id }) => this.#renamed(id));
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
  async login({ email, password }) {
    const id = await this.#session.knownDevice();
    const device = { ...(id ? { id } : {}), ...(this.#deviceName ? { name: this.#deviceName } : {}) };
    await this.#enter(await this.api.login({ email, password, device }));
  }

  /**
   * Registers an account. If it exists already, because the answer to an earlier attempt was lost, logs in to it.
   *
   * @param {{name: string, email: string, password: string}} who
   */
  async register(who) {
    const device = this.#deviceName ? { name: this.#deviceName } : {};
    try {
      await this.#enter(await this.api.register({ ...who, device }));
    } catch (problem) {
      if (codeOf(problem) !== 'email_taken') throw problem;
      try {
        await this.login(who);
      } catch (refused) {
        // The account has another password, so it belongs to another user.
        throw codeOf(refused) === 'bad_credentials' ? problem : refused;
      }
    }
  }

  /**
   * Ends the session of this device, and deletes all its local data.
   *
   * @returns {Promise<boolean>} whether the server has confirmed the logout. If it has not, the tokens are
   *   deleted all the same, but the server lists the device until the tokens expire, until another device revokes it,
   *   or until the same user logs in here again and so continues the device
   */
  async logout() {
    let confirmed = true;
    try {
      await this.api.logout();
    } catch (problem) {
      if (!(problem instanceof VestnikError)) throw problem;
      confirmed = problem.status === 401;
    }
    await this.#session.end('logged_out', { listed: !confirmed });
    return confirmed;
  }

  /**
   * Tries to connect immediately. Call it when the network is available again, or when the user returns to the page.
   */
  hurry() {
    this.#connection.hurry();
  }

  /** Checks the connection. Call it when the network may be gone. */
  doubt() {
    this.#connection.doubt();
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
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    await this.save();
    this.#tabs.close();
  }

  // ---- chats ----

  /** @returns {ChatView[]} the user's chats, those with the latest activity first */
  get chats() {
    return [...this.#views.values()].sort((one, other) => (one.info.activityAt < other.info.activityAt ? 1 : -1));
  }

  /**
   * @param {string} chatId
   * @returns {ChatView | undefined}
   */
  chat(chatId) {
    return this.#views.get(chatId);
  }

  /**
   * @param {string} userId
   * @returns {Promise<ChatView>} the direct chat with the user; created if it does not exist
   */
  async openDirect(userId) {
    return this.#follow(await this.api.openDirect(userId));
  }

  /**
   * @param {string} title
   * @param {string[]} memberIds
   * @param {string} [key] the idempotency key, to be repeated on a retry
   * @returns {Promise<ChatView>}
   */
  async createGroup(title, memberIds, key = randomUuid()) {
    return this.#follow(await this.api.createGroup(title, memberIds, key));
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
    this.#typed.delete(chatId);
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
  get stranded() {
    return [...this.#outbox.failed, ...this.#changes.failed].filter((entry) => !this.#views.has(entry.chatId));
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
    const now = Date.now();
    if (now - (this.#typed.get(chatId) ?? 0) < TYPING_MS) return;
    this.#typed.set(chatId, now);
    this.#connection.tell({ type: 'typing', chatId });
  }

  /**
   * @param {string} chatId
   * @returns {string[]} the users who are typing in the chat
   */
  typing(chatId) {
    const now = Date.now();
    return [...(this.#typing.get(chatId) ?? [])].filter(([, untilMs]) => untilMs > now).map(([userId]) => userId);
  }

  /**
   * @param {string} userId the other user of a direct chat
   * @returns {{online: boolean, lastSeenAt?: string} | undefined} undefined if the server has not sent it
   */
  presence(userId) {
    return this.#presence.get(userId);
  }

  /** @returns {Promise<void>} resolves when the state for the next start is stored, which otherwise happens soon */
  async save() {
    const views = [...this.#toSave];
    this.#toSave.clear();
    for (const view of views) {
      const at = `chat/${this.#userId}/${view.id}`;
      const snapshot = view.snapshot();
      if (view.removed) await this.#store.delete(at);
      else if (snapshot) await this.#store.set(at, snapshot);
    }
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

  // ---- begin and end of a session ----

  /** @param {import('./types.js').Session} session */
  async #enter(session) {
    await this.#session.adopt(session);
    await this.#begin(session.userId);
  }

  /** @param {string} userId */
  async #begin(userId) {
    this.#userId = userId;
    this.#epoch = await this.#store.get(`epoch/${userId}`);
    this.people.restore((await this.#store.get(`people/${userId}`)) ?? []);
    for (const [, kept] of await this.#store.list(`chat/${userId}/`)) {
      const view = this.#view(kept.chat, true);
      view.restore(kept.messages);
    }
    this.#listed = this.#views.size > 0;
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
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    this.#forgetChats();
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

  #forgetChats() {
    this.#views.clear();
    this.#followed.clear();
    this.#toSave.clear();
    this.#toRefresh.clear();
    this.#toRead.clear();
    this.#reading.clear();
    this.#caughtUp.length = 0;
    this.#unreported.clear();
    this.#presence.clear();
    this.#typing.clear();
    this.#listed = false;
    this.emit('chats', undefined);
  }

  /** @returns {Promise<Record<string, any>>} the fields of `hello` other than the token */
  async #prepare() {
    if (!this.#listed) {
      const page = await this.api.chats({ limit: 200 });
      for (const chat of page.items) {
        const view = this.#view(chat);
        this.#chatChanged(view);
        if (!this.#tellsUnread || chat.unread === 0) continue;
        this.#unreported.set(chat.id, { from: chat.readUpTo + 1, to: Infinity });
        this.#toRefresh.add(view);
      }
      this.#listed = true;
      this.emit('chats', undefined);
    }
    this.#followed.clear();
    /** @type {Record<string, [number, number, number]>} */
    const since = {};
    for (const view of this.chats.slice(0, SINCE_MAX)) {
      since[view.id] = view.since;
      this.#followed.add(view.id);
      view.beginReplay();
    }
    return { since, unlisted: 'send' };
  }

  /** @param {any} frame */
  #ready(frame) {
    this.limits = { ...this.limits, ...frame.limits };
    if (!frame.epoch || frame.epoch === this.#epoch) return;
    const before = this.#epoch;
    this.#epoch = frame.epoch;
    void this.#store.set(`epoch/${this.#userId}`, frame.epoch);
    if (before === undefined) return;
    // The server's data was restored or reset, so the local state may be invalid, and all of it is loaded again.
    const stale = [...this.#views.keys()];
    this.#forgetChats();
    for (const chatId of stale) void this.#store.delete(`chat/${this.#userId}/${chatId}`);
    this.#connection.restart();
  }

  #wentLive() {
    for (const [userId, known] of this.#presence) {
      if (known.online) this.#present(userId, { ...known, online: false });
    }
    for (const view of this.#views.values()) view.endReplay();
    for (const [view, message] of this.#caughtUp.splice(0)) this.#tellUnread(view, view.message(message.id) ?? message);
    this.#outbox.flush();
    this.#changes.flush();
    this.people.expire();
    for (const view of this.#views.values()) {
      if (view.info.readUpTo > view.acknowledgedReadUpTo) this.#readSoon(view);
    }
    if (this.#toRefresh.size > 0) this.#soon('refresh', 0, () => void this.#refresh());
    // Another tab may have been closed with unsent messages.
    void this.#outbox.adopt();
    void this.#changes.adopt();
  }

  // ---- frames ----

  /** @param {any} frame */
  #frame(frame) {
    const view = this.#views.get(frame.chatId ?? frame.message?.chatId);
    switch (frame.type) {
      case 'message':
        if (view) this.#message(view, frame);
        else this.#unknown(frame.chatId);
        return;
      case 'sent':
        if (!view) return;
        if (frame.duplicate) view.learn(frame.message);
        else view.apply(frame, this.#connection.isLive);
        return;
      case 'members':
        if (view) view.apply(frame, this.#connection.isLive);
        else this.#unknown(frame.chatId);
        return;
      case 'chat':
        this.#chat(view, frame);
        return;
      case 'removed':
        if (view) this.#removed(view);
        return;
      case 'gap':
        if (!view) return;
        if (!this.#unreported.has(view.id)) this.#unreported.set(view.id, { from: view.lastMessageId + 1, to: Infinity });
        view.reset(view.info, frame.version);
        view.stale = true;
        this.#refreshSoon(view);
        return;
      case 'marks':
        for (const marks of frame.items) this.#views.get(marks.chatId)?.takeMarks(marks);
        return;
      case 'read':
        view?.someoneRead(frame.userId, frame.upTo);
        return;
      case 'allRead':
        view?.allRead(frame.upTo);
        return;
      case 'typing':
        this.#types(frame.chatId, frame.userId);
        return;
      case 'presence':
        this.#present(frame.userId, frame);
        return;
      case 'user':
        this.people.learn([{ id: frame.userId, name: frame.name, ...(frame.username ? { username: frame.username } : {}) }]);
        return;
      default:
        // The type of the event was added by a newer server. The event is ignored, but its version moves the cursor.
        if (view && Number.isInteger(frame.version)) view.apply({ version: frame.version }, this.#connection.isLive);
    }
  }

  /**
   * @param {ChatView} view
   * @param {any} frame
   */
  #message(view, frame) {
    const { message } = frame;
    if (message.key && message.senderId === this.#userId) this.#outbox.settle(view.id, message.key);
    const isNew = message.id > view.lastMessageId && !message.deletedAt;
    view.apply(frame, this.#connection.isLive);
    const unreported = isNew && this.#unreported.get(view.id);
    if (unreported) unreported.to = Math.min(unreported.to, message.id - 1);
    if (!isNew || message.senderId === this.#userId) return;
    this.#stopsTyping(view.id, message.senderId);
    if (this.#connection.isLive) this.emit('message', { chat: view, message, live: true });
    else this.#caughtUp.push([view, message]);
  }

  /**
   * @param {ChatView | undefined} view
   * @param {any} frame
   */
  #chat(view, frame) {
    const whole = frame.chat.myRole !== undefined;
    if (!view) {
      if (whole) {
        const followed = this.#follow(frame.chat, frame.version);
        void this.#missed(followed, followed.info.readUpTo + 1);
      } else this.#unknown(frame.chatId);
      return;
    }
    if (whole && !this.#followed.has(view.id) && frame.version > view.version) {
      this.#followed.add(view.id);
      view.reset(frame.chat, frame.version);
    } else {
      view.apply(frame, this.#connection.isLive);
    }
    if (frame.chat.peer) this.#learnPeer(view);
  }

  /**
   * Reports messages of other users for which no event arrived.
   *
   * @param {ChatView} view
   * @param {number} from
   * @param {number} [to]
   */
  async #missed(view, from, to = Infinity) {
    const last = Math.min(to, view.lastMessageId);
    const first = Math.max(from, last - MISSED_MAX + 1);
    if (first > last) return;
    await view.ensure(first, last).catch(() => {});
    for (let id = first; id <= last; id++) this.#tellUnread(view, view.message(id));
  }

  /**
   * @param {ChatView} view
   * @param {import('./types.js').Message | undefined} message a message that was sent while the client was not running.
   *     It is not reported if the user has read it since, on any device
   */
  #tellUnread(view, message) {
    if (!message || message.deletedAt || message.senderId === this.#userId || message.id <= view.info.readUpTo) return;
    this.emit('message', { chat: view, message, live: false });
  }

  /** @param {string} chatId a chat of which an event arrived and which the client does not know */
  #unknown(chatId) {
    if (!chatId) return;
    this.#soon(`unknown/${chatId}`, 0, async () => {
      try {
        const chat = await this.api.chat(chatId);
        if (!this.#views.has(chatId)) this.#follow(chat);
      } catch {
        // The user is no longer a member, or the server did not answer. In the latter case the next resume sends the
        // chat.
      }
    });
  }

  /** @param {ChatView} view */
  #removed(view) {
    view.removed = true;
    this.#views.delete(view.id);
    this.#followed.delete(view.id);
    this.#toSave.delete(view);
    this.#toRefresh.delete(view);
    void this.#store.delete(`chat/${this.#userId}/${view.id}`);
    const unsent = [...this.#outbox.failChat(view.id), ...this.#changes.failChat(view.id)];
    this.emit('removed', { chatId: view.id, chat: view, unsent });
    this.emit('chats', undefined);
  }

  /**
   * @param {string} chatId
   * @param {string} userId
   */
  #types(chatId, userId) {
    const typists = this.#typing.get(chatId) ?? new Map();
    this.#typing.set(chatId, typists);
    typists.set(userId, Date.now() + TYPING_SHOWN_MS);
    this.#soon(`typing/${chatId}/${userId}`, TYPING_SHOWN_MS, () => this.#stopsTyping(chatId, userId));
    this.emit('typing', { chatId });
  }

  /**
   * @param {string} chatId
   * @param {string | undefined} userId
   */
  #stopsTyping(chatId, userId) {
    if (userId && this.#typing.get(chatId)?.delete(userId)) this.emit('typing', { chatId });
  }

  /**
   * @param {string} userId
   * @param {{online: boolean, lastSeenAt?: string}} state
   */
  #present(userId, { online, lastSeenAt }) {
    const before = this.#presence.get(userId);
    const seen = lastSeenAt ?? before?.lastSeenAt;
    this.#presence.set(userId, { online, ...(seen ? { lastSeenAt: seen } : {}) });
    this.emit('presence', { userId });
  }

  /** @param {string} userId a user whose name in the chats is outdated; the stored chats contain the name, too */
  #renamed(userId) {
    for (const view of this.#views.values()) {
      if (this.#nameKnown(view, userId)) this.#chatChanged(view);
    }
    this.emit('chats', undefined);
  }

  /**
   * @param {ChatView} view
   * @param {string} userId
   * @returns {boolean} whether a name in `view.info` was outdated, so that the chat must be stored again
   */
  #nameKnown(view, userId) {
    const name = this.people.nameOf(userId);
    if (name === undefined) return false;
    const member = view.members?.get(userId);
    if (member && member.name !== name) view.members?.set(userId, { ...member, name });
    const peer = view.info.peer;
    if (peer?.id !== userId || peer.name === name) return false;
    view.info = { ...view.info, peer: { ...peer, name } };
    return true;
  }

  // ---- chats, private ----

  /**
   * @param {import('./types.js').Chat} chat
   * @param {boolean} [stored] from an earlier start, so that its names may be outdated
   * @returns {ChatView}
   */
  #view(chat, stored = false) {
    const known = this.#views.get(chat.id);
    if (known) return known;
    const view = new ChatView(chat, this.#hub);
    view.pending = this.#outbox.of(chat.id);
    this.#views.set(chat.id, view);
    this.#learnPeer(view, stored);
    return view;
  }

  /**
   * @param {import('./types.js').Chat} chat a chat whose events this connection sends from now on
   * @param {number} [version]
   */
  #follow(chat, version = chat.version) {
    const view = this.#view(chat);
    view.version = Math.max(view.version, version);
    this.#followed.add(chat.id);
    this.#chatChanged(view);
    return view;
  }

  /**
   * @param {ChatView} view
   * @param {boolean} [stored]
   */
  #learnPeer(view, stored = false) {
    const peer = view.info.peer;
    if (!peer) return;
    const named = [{ id: peer.id, name: peer.name }];
    if (stored) {
      this.people.restore(named);
      this.#nameKnown(view, peer.id);
    } else this.people.learn(named);
    if (peer.online !== undefined && !this.#presence.has(peer.id)) {
      this.#present(peer.id, { online: peer.online, ...(peer.lastSeenAt ? { lastSeenAt: peer.lastSeenAt } : {}) });
    }
  }

  /** @param {ChatView} view */
  #chatChanged(view) {
    this.#toSave.add(view);
    this.#soon('save', SAVE_DELAY_MS, () => void this.save());
    this.emit('chats', undefined);
  }

  /** @param {string} chatId */
  #pendingChanged(chatId) {
    const view = this.#views.get(chatId);
    if (view) {
      view.pending = this.#outbox.of(chatId);
      view.emit('changed', undefined);
    }
    this.emit('chats', undefined);
  }

  /** @param {ChatView} view */
  #readSoon(view) {
    this.#toRead.add(view);
    this.#soon('read', READ_DELAY_MS, () => {
      for (const dirty of this.#toRead) void this.#sendRead(dirty);
      this.#toRead.clear();
    });
  }

  /** @param {ChatView} view */
  async #sendRead(view) {
    if (this.#reading.has(view.id) || !this.#connection.isLive) return;
    this.#reading.add(view.id);
    try {
      while (!view.removed && view.info.readUpTo > view.acknowledgedReadUpTo) {
        const upTo = view.info.readUpTo;
        await this.#connection.request({ type: 'read', chatId: view.id, upTo });
        view.acknowledgedReadUpTo = Math.max(view.acknowledgedReadUpTo, upTo);
        this.#toSave.add(view);
      }
    } catch {
      // The next connection sends the unacknowledged read mark first.
    } finally {
      this.#reading.delete(view.id);
    }
  }

  /** @param {ChatView} view */
  #refreshSoon(view) {
    this.#toRefresh.add(view);
    this.#soon('refresh', REFRESH_DELAY_MS, () => void this.#refresh());
  }

  async #refresh() {
    for (const view of [...this.#toRefresh]) {
      try {
        // The read mark is sent first; otherwise the answer would be older than the shown state.
        await this.#sendRead(view);
        const chat = await this.api.chat(view.id);
        this.#toRefresh.delete(view);
        if (chat.version < view.version) this.#refreshSoon(view);
        else {
          view.stale = false;
          view.takeFields(chat, chat.version);
          this.#learnPeer(view);
          const unreported = this.#unreported.get(view.id);
          this.#unreported.delete(view.id);
          if (unreported) void this.#missed(view, unreported.from, unreported.to);
        }
      } catch (problem) {
        if (problem instanceof VestnikError && problem.retryable) return; // retried when live
        this.#toRefresh.delete(view);
      }
    }
  }

  async #savePeople() {
    if (this.#userId) await this.#store.set(`people/${this.#userId}`, this.people.snapshot());
  }

  /**
   * @param {string} name the timer's name. A timer that runs is not restarted, except the timer for `typing`
   * @param {number} delayMs
   * @param {() => void} action
   */
  #soon(name, delayMs, action) {
    if (this.#timers.has(name)) {
      if (!name.startsWith('typing/')) return;
      clearTimeout(this.#timers.get(name));
    }
    this.#timers.set(
      name,
      setTimeout(() => {
        this.#timers.delete(name);
        action();
      }, delayMs),
    );
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

