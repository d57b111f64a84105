import { withChange } from './changes.js';
import { Emitter } from './emitter.js';
import { offline } from './errors.js';
import { LoadedMessages } from './loaded-messages.js';
import { UnreadCount } from './unread.js';

/** The number of messages of a chat that are stored for the next start: one or two screens. */
const KEPT_MESSAGES_MAX = 60;

/**
 * One chat as this user sees it: the chat's fields, the loaded messages, and the cursor, which is the version up to
 * which all of this is known. The loaded messages equal the server's history. Events move the cursor.
 *
 * Ids have no gaps, so the position of a message in the list follows from its id: a list of `lastMessageId` rows can be
 * shown before any message is loaded.
 *
 * @typedef {import('./types.js').Message} Message
 *
 * @typedef {object} ChatContext the parts of the client that a chat uses
 * @property {import('./api.js').Api} api
 * @property {import('./people.js').People} people
 * @property {string} userId
 * @property {() => void} restart opens a new connection, which sends the changes of all chats again
 * @property {(view: ChatView) => void} readSoon
 * @property {(view: ChatView) => void} refreshSoon
 * @property {(view: ChatView) => void} chatChanged
 * @property {(chatId: string, id: number) => import('./types.js').ChangeEntry | undefined} changeOf the user's
 *   unacknowledged change of a message
 *
 * @extends {Emitter<{changed: undefined, reset: undefined}>}
 */
export class ChatView extends Emitter {
  #client;
  #messages;
  #unread = new UnreadCount();
  /** Rises when the state is dropped. Changes that were requested before belong to the dropped state. */
  #generation = 0;
  /** The highest version that an event had, even if the event has not moved the cursor yet. */
  #versionReceived = 0;
  /** The number of changes of the members so far. If it is unchanged after a fetch, the fetched list is current. */
  #memberChanges = 0;
  /** @type {Promise<void> | undefined} */
  #catchingUp;

  /**
   * @param {import('./types.js').Chat} chat
   * @param {ChatContext} client
   */
  constructor(chat, client) {
    super();
    this.#client = client;
    this.#messages = new LoadedMessages({
      fetch: (offset, limit) => client.api.history(this.id, offset, limit),
      lastMessageId: () => this.info.lastMessageId,
      isRead: (message) => this.isRead(message),
      extended: (total) => this.#extended(total),
      changed: () => this.#changed(),
    });
    /** @type {import('./types.js').Chat} */
    this.info = chat;
    /** The cursor: all changes up to this version are known. */
    this.version = chat.version;
    /** @type {import('./types.js').OutboxEntry[]} the unacknowledged messages, in order */
    this.pending = [];
    /** @type {Map<string, import('./types.js').Member> | undefined} the members, after {@link loadMembers} */
    this.members = undefined;
    /** The read mark that the server has acknowledged; `info.readUpTo` may be higher. */
    this.acknowledgedReadUpTo = chat.readUpTo;
    this.removed = false;
    /** Whether `info` is older than the cursor, so that the client must refresh it. */
    this.stale = false;
  }

  get id() {
    return this.info.id;
  }

  get lastMessageId() {
    return this.info.lastMessageId;
  }

  /**
   * @param {number} id
   * @returns {Message | undefined} the message, with the user's own unacknowledged change; undefined while the message
   *   is not loaded
   */
  message(id) {
    return this.#changedByUser(this.#messages.get(id));
  }

  /** @returns {Message | undefined} the newest message, with the user's own unacknowledged change */
  get lastMessage() {
    return this.#changedByUser(this.info.lastMessage);
  }

  /** @returns {number} the number of messages in memory */
  get held() {
    return this.#messages.size;
  }

  /**
   * Loads the missing messages of `from..to`, and drops blocks that have not been used for long.
   *
   * @param {number} from an id
   * @param {number} to
   * @returns {Promise<void>} resolves when all messages are loaded; rejects if the server does not answer
   */
  ensure(from, to) {
    return this.#messages.ensure(from, to);
  }

  /** @returns {boolean} whether all messages of `from..to` are loaded */
  has(/** @type {number} */ from, /** @type {number} */ to) {
    return this.#messages.has(from, to);
  }

  /**
   * Loads all members. Afterwards, events keep `members` current.
   *
   * @returns {Promise<import('./types.js').Member[]>}
   */
  async loadMembers() {
    const members = new Map();
    let changes;
    do {
      changes = this.#memberChanges;
      members.clear();
      let cursor;
      do {
        const page = await this.#client.api.members(this.id, { limit: 200, ...(cursor ? { cursor } : {}) });
        for (const member of page.items) members.set(member.userId, member);
        cursor = page.nextCursor;
      } while (cursor);
    } while (changes !== this.#memberChanges); // repeated if an event was newer than the pages
    this.members = members;
    this.#client.people.update([...members.values()].map((member) => ({ id: member.userId, name: member.name })));
    this.#changed();
    return [...members.values()];
  }

  /**
   * Marks all messages up to `upTo` as read: locally immediately, and on the server as soon as possible.
   *
   * @param {number} upTo
   */
  read(upTo) {
    const mark = Math.min(upTo, this.info.lastMessageId);
    if (mark <= this.info.readUpTo) return;
    this.info = { ...this.info, readUpTo: mark };
    this.#recount();
    this.#client.readSoon(this);
    this.#changed();
  }

  /**
   * @param {Message} message
   * @returns {boolean} whether all other members have read the message
   */
  isRead(message) {
    return message.read || (message.senderId === this.#client.userId && message.id <= this.info.allReadUpTo);
  }

  /** @returns {[number, number, number]} the position of this chat in `since` */
  get since() {
    return [this.version, this.acknowledgedReadUpTo, this.info.allReadUpTo];
  }

  // ---- called by the client ----

  /** Prepares for the replay of this chat. */
  beginReplay() {
    this.#unread.beginReplay(this.info.lastMessageId);
  }

  endReplay() {
    if (!this.#unread.endReplay()) this.#client.refreshSoon(this);
  }

  /**
   * Applies an event with a version.
   *
   * @param {any} event
   * @param {boolean} live whether the event came after `live`; from then on, versions have no gaps
   */
  apply(event, live) {
    if (live && event.version > this.version + 1) this.#catchUp();
    if (event.message) this.#mergeMessage(event.message);
    if (event.type === 'members') this.#mergeMembers(event.members, event.memberCount, event.version);
    if (event.type === 'chat' && event.chat) this.takeFields(event.chat, event.version);
    this.#versionReceived = Math.max(this.#versionReceived, event.version);
    if (!this.#catchingUp) this.version = Math.max(this.version, event.version);
    this.#changed();
  }

  /**
   * Adds a message from an event, a `sent` frame or an HTTP answer. The cursor does not move.
   *
   * @param {Message} message
   */
  merge(message) {
    this.#mergeMessage(message);
    this.#changed();
  }

  /** @param {import('./types.js').Marks} marks */
  takeMarks(marks) {
    this.acknowledgedReadUpTo = Math.max(this.acknowledgedReadUpTo, marks.readUpTo);
    const ahead = this.info.readUpTo > marks.readUpTo;
    this.info = {
      ...this.info,
      readUpTo: Math.max(this.info.readUpTo, marks.readUpTo),
      unread: ahead ? this.info.unread : marks.unread,
    };
    this.allRead(marks.allReadUpTo);
    if (ahead) this.#recount();
    this.#changed();
  }

  /** @param {number} upTo the user's messages up to this id are read by all other members */
  allRead(upTo) {
    const before = this.info.allReadUpTo;
    if (upTo <= before) return;
    this.info = { ...this.info, allReadUpTo: upTo };
    this.#messages.refreshRead();
    this.#changed();
  }

  /**
   * @param {string} userId
   * @param {number} upTo
   */
  memberRead(userId, upTo) {
    if (userId === this.#client.userId) {
      this.acknowledgedReadUpTo = Math.max(this.acknowledgedReadUpTo, upTo);
      if (upTo > this.info.readUpTo) {
        this.info = { ...this.info, readUpTo: upTo };
        this.#recount();
      }
    }
    const member = this.members?.get(userId);
    if (member && member.readUpTo < upTo) this.members?.set(userId, { ...member, readUpTo: upTo });
    this.#changed();
  }

  /**
   * Updates the fields of the chat, unless the known fields are newer.
   *
   * @param {Partial<import('./types.js').Chat>} fields
   * @param {number} version
   */
  takeFields(fields, version) {
    if (version < this.version) return;
    const { version: _, lastMessage, lastMessageId, readUpTo, allReadUpTo, unread, ...plain } = fields;
    this.info = { ...this.info, ...plain };
    if (lastMessageId !== undefined) {
      this.info = { ...this.info, lastMessageId: Math.max(this.info.lastMessageId, lastMessageId) };
    }
    if (lastMessage) this.#last(lastMessage);
    if (readUpTo !== undefined && allReadUpTo !== undefined && unread !== undefined) {
      this.takeMarks({ chatId: this.id, readUpTo, allReadUpTo, unread });
    }
    this.#changed();
  }

  /**
   * Drops the previous state and starts again from `chat`: after a `gap`, after the user rejoined the chat, or after
   * the data was restored.
   *
   * @param {import('./types.js').Chat} chat
   * @param {number} [version] the cursor, if it differs from the version of `chat`
   */
  reset(chat, version = chat.version) {
    this.#generation++;
    this.#versionReceived = 0;
    this.#messages.clear();
    this.#catchingUp = undefined;
    this.members = undefined;
    this.info = { ...chat, readUpTo: Math.max(chat.readUpTo, this.info.readUpTo) };
    this.acknowledgedReadUpTo = chat.readUpTo;
    this.version = version;
    this.removed = false;
    this.#unread.reset(chat.lastMessageId);
    this.emit('reset', undefined);
    this.#changed();
  }

  /** @returns {any} the state to be stored for the next start: a version with its data; undefined if there is none */
  snapshot() {
    if (this.stale || this.#catchingUp) return undefined;
    const chat = { ...this.info, version: this.version, readUpTo: this.acknowledgedReadUpTo };
    return { chat, messages: this.#messages.newest(KEPT_MESSAGES_MAX) };
  }

  /** @param {Message[]} messages the newest messages, without gaps */
  restore(messages) {
    this.#messages.restore(messages);
  }

  // ---- private ----

  /** @param {Message | undefined} message */
  #changedByUser(message) {
    return message && withChange(message, this.#client.changeOf(this.id, message.id));
  }

  #changed() {
    this.emit('changed', undefined);
    this.#client.chatChanged(this);
  }

  /** @param {number} total the number of messages of the chat when the server sent a page of the history */
  #extended(total) {
    if (total <= this.info.lastMessageId) return;
    // The events of the newest messages have not arrived yet. Until then, these messages are shown but not counted.
    const last = this.#messages.get(total);
    if (!last) return;
    this.#client.refreshSoon(this);
    this.info = { ...this.info, lastMessageId: last.id };
    this.#last(last);
  }

  /** @param {Message} message a message that is new, or was edited or deleted */
  #mergeMessage(message) {
    const before = this.#messages.take(message);
    if (message.senderId !== this.#client.userId && message.id > this.info.readUpTo) {
      this.#setUnread(this.#unread.after(this.info, message, before));
    }
    this.#last(message);
    if (message.id > this.info.lastMessageId) {
      this.info = { ...this.info, lastMessageId: message.id, activityAt: message.sentAt };
    }
  }

  /** @param {Message} message a message, which may be the newest one */
  #last(message) {
    const last = this.info.lastMessage;
    if (last && (last.id > message.id || (last.id === message.id && last.version > message.version))) return;
    this.info = { ...this.info, lastMessage: message };
  }

  /** Counts the messages above the read mark after it moved. */
  #recount() {
    this.#setUnread(this.#unread.of(this.info, this.#messages, this.#client.userId));
  }

  /** @param {number | undefined} unread undefined = only the server knows the number */
  #setUnread(unread) {
    if (unread === undefined) this.#client.refreshSoon(this);
    else this.info = { ...this.info, unread };
  }

  /**
   * @param {import('./types.js').Member[] | undefined} members
   * @param {number | undefined} memberCount
   * @param {number} version
   */
  #mergeMembers(members, memberCount, version) {
    if (version <= this.version) return;
    this.#memberChanges++;
    if (memberCount !== undefined) this.info = { ...this.info, memberCount };
    if (!members) {
      this.members = undefined;
      return;
    }
    this.#client.people.update(members.map((member) => ({ id: member.userId, name: member.name })));
    for (const member of members) {
      if (member.userId === this.#client.userId && member.role) this.info = { ...this.info, myRole: member.role };
      if (member.role) this.members?.set(member.userId, member);
      else this.members?.delete(member.userId);
    }
  }

  /** Requests all changes since the cursor, after a version was missing. The cursor does not move until they arrive. */
  #catchUp() {
    this.#catchingUp ??= this.#requestChanges().finally(() => (this.#catchingUp = undefined));
  }

  async #requestChanges() {
    const generation = this.#generation;
    try {
      let complete = false;
      // The answer may replace the effect of events that arrived during the request, although they are newer. Then the
      // changes are requested again.
      while (!complete || this.version < this.#versionReceived) {
        const changes = await this.#client.api.changes(this.id, this.version);
        if (generation !== this.#generation) return;
        if (changes.version <= this.version && (!changes.complete || this.version < this.#versionReceived)) throw offline();
        for (const message of changes.messages) this.#mergeMessage(message);
        if (changes.members.length > 0) this.#mergeMembers(changes.members, undefined, changes.version);
        if (changes.chat) this.takeFields(changes.chat, changes.version);
        this.version = Math.max(this.version, changes.version);
        complete = changes.complete;
      }
      this.#changed();
    } catch {
      // The cursor has not moved, so the next resume sends all changes again.
      this.#client.restart();
    }
  }
}
