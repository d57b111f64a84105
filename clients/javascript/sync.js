import { Emitter } from './emitter.js';
import { VestnikError } from './errors.js';

/**
 * The maximum number of chats in a resume: those with the latest activity. The server sends the others as `chat`
 * events.
 */
const SINCE_MAX = 5_000;

/** The maximum number of missed messages of a chat that are reported one by one. `unread` counts all of them. */
const MISSED_MAX = 200;

const READ_DELAY_MS = 150;
const REFRESH_DELAY_MS = 200;

/**
 * Keeps the chats equal to the server's state: prepares the resume, applies the frames, requests what they do not
 * contain, and sends the read marks. Reports each new message of another user once.
 *
 * @typedef {import('./chat.js').ChatView} ChatView
 * @typedef {import('./types.js').Message} Message
 *
 * @typedef {object} SyncContext the parts of the client that the synchronisation uses
 * @property {import('./api.js').Api} api
 * @property {import('./types.js').Store} store
 * @property {import('./timers.js').Timers} timers
 * @property {import('./people.js').People} people
 * @property {import('./presence.js').Presence} presence
 * @property {string} userId
 *
 * @typedef {object} Parts the parts whose states the synchronisation connects
 * @property {import('./connection.js').Connection} connection
 * @property {import('./chats.js').Chats} chats
 * @property {import('./outbox.js').Outbox} outbox
 * @property {import('./changes.js').Changes} changes
 *
 * @typedef {object} SyncEvents
 * @property {{chat: ChatView, message: Message, live: boolean}} message a new message of another user; `live` false: the
 *   message was sent while the client was not running, and is unread
 * @property {{chatId: string, chat: ChatView, unsent: (import('./types.js').OutboxEntry | import('./types.js').ChangeEntry)[]}} removed
 *   the user is no longer in the chat; its unsent texts are refused, and stay until they are discarded
 *
 * @extends {Emitter<SyncEvents>}
 */
export class ChatSync extends Emitter {
  #client;
  #connection;
  #chats;
  #outbox;
  #changes;
  #reportUnread;
  /** Whether the list of chats is known, from the server or from the store. */
  #listed = false;
  /** @type {Set<string>} the chats whose events this connection sends without gaps */
  #followed = new Set();
  /** @type {Set<ChatView>} */
  #toRefresh = new Set();
  /** @type {Set<ChatView>} */
  #toRead = new Set();
  /** @type {Set<string>} the chats with an unanswered `read` request */
  #reading = new Set();
  /** @type {[ChatView, Message][]} the messages of a replay, which are reported after the read marks have arrived */
  #caughtUp = [];
  /** @type {Map<string, {from: number, to: number}>} by chat: the range of messages without an event */
  #unreported = new Map();
  /** @type {string | undefined} */
  #epoch;

  /**
   * @param {SyncContext} client
   * @param {Parts} parts
   * @param {{reportUnread: boolean}} options see `ClientOptions`
   */
  constructor(client, { connection, chats, outbox, changes }, { reportUnread }) {
    super();
    this.#client = client;
    this.#connection = connection;
    this.#chats = chats;
    this.#outbox = outbox;
    this.#changes = changes;
    this.#reportUnread = reportUnread;
  }

  /** @param {string} userId the user whose session begins; the stored chats are in the list already */
  async begin(userId) {
    this.#epoch = await this.#client.store.get(`epoch/${userId}`);
    this.#listed = this.#chats.all.length > 0;
  }

  /** Forgets all chats when the session has ended. They stay in the store. */
  clear() {
    this.#forget();
    this.#chats.clear();
  }

  /**
   * @param {import('./types.js').Chat} chat a chat whose events this connection sends from now on
   * @param {number} [version]
   */
  follow(chat, version = chat.version) {
    const view = this.#chats.view(chat);
    view.version = Math.max(view.version, version);
    this.#followed.add(chat.id);
    this.#chats.changed(view);
    return view;
  }

  /** @returns {Promise<Record<string, any>>} the fields of `hello` other than the token */
  async prepare() {
    if (!this.#listed) {
      const page = await this.#client.api.chats({ limit: 200 });
      for (const chat of page.items) {
        const view = this.#chats.view(chat);
        this.#chats.changed(view);
        if (!this.#reportUnread || chat.unread === 0) continue;
        this.#unreported.set(chat.id, { from: chat.readUpTo + 1, to: Infinity });
        this.#toRefresh.add(view);
      }
      this.#listed = true;
      this.#chats.emit('changed', undefined);
    }
    this.#followed.clear();
    /** @type {Record<string, [number, number, number]>} */
    const since = {};
    for (const view of this.#chats.latestFirst.slice(0, SINCE_MAX)) {
      since[view.id] = view.since;
      this.#followed.add(view.id);
      view.beginReplay();
    }
    return { since, unlisted: 'send' };
  }

  /** @param {any} frame the `ready` frame of a new connection */
  ready(frame) {
    if (!frame.epoch || frame.epoch === this.#epoch) return;
    const before = this.#epoch;
    this.#epoch = frame.epoch;
    void this.#client.store.set(`epoch/${this.#client.userId}`, frame.epoch);
    if (before === undefined) return;
    // The server's data was restored or reset, so the local state may be invalid, and all of it is loaded again.
    this.#forget();
    this.#chats.drop();
    this.#connection.restart();
  }

  /** Called when the replay of a new connection is complete. */
  live() {
    this.#client.presence.expire();
    for (const view of this.#chats.all) view.endReplay();
    for (const [view, message] of this.#caughtUp.splice(0)) this.#reportMissed(view, view.message(message.id) ?? message);
    this.#outbox.flush();
    this.#changes.flush();
    this.#client.people.expire();
    for (const view of this.#chats.all) {
      if (view.info.readUpTo > view.acknowledgedReadUpTo) this.readSoon(view);
    }
    if (this.#toRefresh.size > 0) this.#client.timers.start('refresh', 0, () => void this.#refresh());
    // Another tab may have been closed with unsent messages.
    void this.#outbox.adopt();
    void this.#changes.adopt();
  }

  /** @param {any} frame an event, or the answer to a send */
  receive(frame) {
    const view = this.#chats.get(frame.chatId ?? frame.message?.chatId);
    switch (frame.type) {
      case 'message':
        if (view) this.#message(view, frame);
        else this.#unknown(frame.chatId);
        return;
      case 'sent':
        if (!view) return;
        if (frame.duplicate) view.merge(frame.message);
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
        this.refreshSoon(view);
        return;
      case 'marks':
        for (const marks of frame.items) this.#chats.get(marks.chatId)?.takeMarks(marks);
        return;
      case 'read':
        view?.memberRead(frame.userId, frame.upTo);
        return;
      case 'allRead':
        view?.allRead(frame.upTo);
        return;
      case 'typing':
        this.#client.presence.startTyping(frame.chatId, frame.userId);
        return;
      case 'presence':
        this.#client.presence.set(frame.userId, frame);
        return;
      case 'user':
        this.#client.people.update([{ id: frame.userId, name: frame.name, ...(frame.username ? { username: frame.username } : {}) }]);
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
    if (message.key && message.senderId === this.#client.userId) this.#outbox.settle(view.id, message.key);
    const isNew = message.id > view.lastMessageId && !message.deletedAt;
    view.apply(frame, this.#connection.isLive);
    const unreported = isNew && this.#unreported.get(view.id);
    if (unreported) unreported.to = Math.min(unreported.to, message.id - 1);
    if (!isNew || message.senderId === this.#client.userId) return;
    this.#client.presence.stopTyping(view.id, message.senderId);
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
        const followed = this.follow(frame.chat, frame.version);
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
    if (frame.chat.peer) this.#chats.updatePeer(view);
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
    for (let id = first; id <= last; id++) this.#reportMissed(view, view.message(id));
  }

  /**
   * @param {ChatView} view
   * @param {Message | undefined} message a message that was sent while the client was not running.
   *     It is not reported if the user has read it since, on any device
   */
  #reportMissed(view, message) {
    if (!message || message.deletedAt || message.senderId === this.#client.userId || message.id <= view.info.readUpTo) return;
    this.emit('message', { chat: view, message, live: false });
  }

  /** @param {string} chatId a chat of which an event arrived and which the client does not know */
  #unknown(chatId) {
    if (!chatId) return;
    this.#client.timers.start(`unknown/${chatId}`, 0, async () => {
      try {
        const chat = await this.#client.api.chat(chatId);
        if (!this.#chats.get(chatId)) this.follow(chat);
      } catch {
        // The user is no longer a member, or the server did not answer. In the latter case the next resume sends the
        // chat.
      }
    });
  }

  /** @param {ChatView} view */
  #removed(view) {
    this.#chats.remove(view);
    this.#followed.delete(view.id);
    this.#toRefresh.delete(view);
    const unsent = [...this.#outbox.failChat(view.id), ...this.#changes.failChat(view.id)];
    this.emit('removed', { chatId: view.id, chat: view, unsent });
    this.#chats.emit('changed', undefined);
  }

  /** @param {ChatView} view a chat whose read mark has moved */
  readSoon(view) {
    this.#toRead.add(view);
    this.#client.timers.start('read', READ_DELAY_MS, () => {
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
        this.#chats.saveLater(view);
      }
    } catch {
      // The next connection sends the unacknowledged read mark first.
    } finally {
      this.#reading.delete(view.id);
    }
  }

  /** @param {ChatView} view a chat whose fields are outdated or uncertain */
  refreshSoon(view) {
    this.#toRefresh.add(view);
    this.#client.timers.start('refresh', REFRESH_DELAY_MS, () => void this.#refresh());
  }

  async #refresh() {
    for (const view of [...this.#toRefresh]) {
      try {
        // The read mark is sent first; otherwise the answer would be older than the shown state.
        await this.#sendRead(view);
        const chat = await this.#client.api.chat(view.id);
        this.#toRefresh.delete(view);
        if (chat.version < view.version) this.refreshSoon(view);
        else {
          view.stale = false;
          view.takeFields(chat, chat.version);
          this.#chats.updatePeer(view);
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

  #forget() {
    this.#followed.clear();
    this.#toRefresh.clear();
    this.#toRead.clear();
    this.#reading.clear();
    this.#caughtUp.length = 0;
    this.#unreported.clear();
    this.#listed = false;
    this.#client.presence.clear();
  }
}
