import { Emitter } from './emitter.js';
import { offline } from './errors.js';

/**
 * The number of messages in a block. Messages are loaded and dropped in aligned blocks, each of which is one page of
 * the history (at most 200).
 */
export const BLOCK = 100;

/** The maximum number of blocks kept in memory per chat, in addition to those in use: 6,000 messages, about 3 MB. */
const BLOCKS_MAX = 60;

/** The number of messages of a chat that are stored for the next start: one or two screens. */
const KEPT_MESSAGES_MAX = 60;

/** The value of `unread` that means "this many or more"; lower values are exact. */
const UNREAD_MAX = 1000;

/**
 * One chat as this user sees it: the chat's fields, the loaded messages, and the cursor, which is the version up to
 * which all of this is known. The loaded parts equal the server's history. Events move the cursor, pages of the history
 * add messages, and of two states of a message the one with the higher version is kept.
 *
 * Ids have no gaps, so the position of a message in the list follows from its id: a list of `lastMessageId` rows can be
 * shown before any message is loaded.
 *
 * @typedef {import('./types.js').Message} Message
 * @typedef {{upTo: number, usedAt: number, loading?: Promise<void>}} Block `upTo`: the id up to which no message of the
 *     block is missing
 *
 * @extends {Emitter<{changed: undefined, reset: undefined}>}
 */
export class ChatView extends Emitter {
  #hub;
  /** @type {Map<number, Message>} */
  #messages = new Map();
  /** @type {Map<number, Block>} */
  #blocks = new Map();
  #clock = 0;
  #loads = 0;
  /** @type {Map<number, Message>} messages received in events while a page, which may be older, was requested */
  #meanwhile = new Map();
  /**
   * @type {{last: number, counted: Set<number>} | undefined} state of a resume, which sends messages in version order
   */
  #replay;
  /** Rises when the state is dropped. A page that was requested before belongs to the dropped state. */
  #generation = 0;
  /** The highest version that an event had, even if the event has not moved the cursor yet. */
  #heard = 0;
  /** The number of changes of the members so far. If it is unchanged after a fetch, the fetched list is current. */
  #memberChanges = 0;
  /** @type {Promise<void> | undefined} */
  #catchingUp;
  #uncertain = false;

  /**
   * @param {import('./types.js').Chat} chat
   * @param {import('./client.js').Hub} hub the parts of the client that a chat uses
   */
  constructor(chat, hub) {
    super();
    this.#hub = hub;
    /** @type {import('./types.js').Chat} */
    this.info = chat;
    /** The cursor: all changes up to this version are known. */
    this.version = chat.version;
    /** @type {import('./types.js').OutboxEntry[]} the unacknowledged messages, in order */
    this.pending = [];
    /**
     * @type {Map<string, import('./types.js').Member> | undefined} the members, after {@link loadMembers} was called
     */
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
  async ensure(from, to) {
    const first = Math.max(0, blockOf(Math.max(1, from)));
    const last = blockOf(Math.min(to, this.info.lastMessageId));
    const loads = [];
    for (let block = first; block <= last; block++) {
      const kept = this.#blocks.get(block);
      if (kept) kept.usedAt = ++this.#clock;
      if (!this.#complete(block)) loads.push(this.#load(block));
    }
    if (loads.length > 0) await Promise.all(loads);
  }

  /** @returns {boolean} whether all messages of `from..to` are loaded */
  has(/** @type {number} */ from, /** @type {number} */ to) {
    const last = blockOf(Math.min(to, this.info.lastMessageId));
    for (let block = blockOf(Math.max(1, from)); block <= last; block++) {
      if (!this.#complete(block)) return false;
    }
    return true;
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
        const page = await this.#hub.api.members(this.id, { limit: 200, ...(cursor ? { cursor } : {}) });
        for (const member of page.items) members.set(member.userId, member);
        cursor = page.nextCursor;
      } while (cursor);
    } while (changes !== this.#memberChanges); // repeated if an event was newer than the pages
    this.members = members;
    this.#hub.people.learn([...members.values()].map((member) => ({ id: member.userId, name: member.name })));
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
    this.#hub.readSoon(this);
    this.#changed();
  }

  /**
   * @param {Message} message
   * @returns {boolean} whether all other members have read the message
   */
  isRead(message) {
    return message.read || (message.senderId === this.#hub.userId && message.id <= this.info.allReadUpTo);
  }

  /** @returns {[number, number, number]} the position of this chat in `since` */
  get since() {
    return [this.version, this.acknowledgedReadUpTo, this.info.allReadUpTo];
  }

  // ---- called by the client ----

  /** Prepares for the replay of this chat. */
  beginReplay() {
    this.#replay = { last: this.info.lastMessageId, counted: new Set() };
  }

  endReplay() {
    this.#replay = undefined;
    if (this.#uncertain) this.#hub.refreshSoon(this);
    this.#uncertain = false;
  }

  /**
   * Applies an event with a version.
   *
   * @param {any} event
   * @param {boolean} live whether the event came after `live`; from then on, versions have no gaps
   */
  apply(event, live) {
    if (live && event.version > this.version + 1) {
      this.#catchUp();
    }
    if (event.message) this.#tookPlace(event.message);
    if (event.type === 'members') this.#tookMembers(event.members, event.memberCount, event.version);
    if (event.type === 'chat' && event.chat) this.takeFields(event.chat, event.version);
    this.#heard = Math.max(this.#heard, event.version);
    if (!this.#catchingUp) this.version = Math.max(this.version, event.version);
    this.#changed();
  }

  /**
   * Adds a message from an event, a `sent` frame or an HTTP answer. The cursor does not move.
   *
   * @param {Message} message
   */
  learn(message) {
    this.#tookPlace(message);
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
    // Messages that are loaded later contain their current `read`.
    for (const [id, message] of this.#messages) {
      if (id <= upTo && !message.read && message.senderId === this.#hub.userId) {
        this.#messages.set(id, { ...message, read: true });
      }
    }
    this.#changed();
  }

  /**
   * @param {string} userId
   * @param {number} upTo
   */
  someoneRead(userId, upTo) {
    if (userId === this.#hub.userId) {
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
    this.#heard = 0;
    this.#messages.clear();
    this.#blocks.clear();
    this.#meanwhile.clear();
    this.#catchingUp = undefined;
    this.members = undefined;
    this.info = { ...chat, readUpTo: Math.max(chat.readUpTo, this.info.readUpTo) };
    this.acknowledgedReadUpTo = chat.readUpTo;
    this.version = version;
    this.removed = false;
    if (this.#replay) this.#replay.last = chat.lastMessageId;
    this.emit('reset', undefined);
    this.#changed();
  }

  /** @returns {any} the state to be stored for the next start: a version with its data; undefined if there is none */
  snapshot() {
    if (this.stale || this.#catchingUp) return undefined;
    const messages = [];
    for (let id = this.info.lastMessageId; id > 0 && messages.length < KEPT_MESSAGES_MAX; id--) {
      const message = this.#messages.get(id);
      if (!message) break;
      messages.push(message);
    }
    return {
      chat: { ...this.info, version: this.version, readUpTo: this.acknowledgedReadUpTo },
      messages: messages.reverse(),
    };
  }

  /** @param {Message[]} messages the newest messages, without gaps */
  restore(messages) {
    for (const message of messages) {
      this.#messages.set(message.id, message);
    }
    // A block counts as loaded only from its first id on. If the first message is inside a block, the messages of that
    // block are kept, but the block does not count as loaded.
    for (const message of messages) {
      const block = this.#blocks.get(blockOf(message.id));
      if (block) block.upTo = message.id;
      else if (message.id === firstOf(blockOf(message.id))) {
        this.#blocks.set(blockOf(message.id), { upTo: message.id, usedAt: ++this.#clock });
      }
    }
  }

  // ---- private ----

  /** @param {Message | undefined} message */
  #changedByUser(message) {
    const change = message && this.#hub.changeOf(this.id, message.id);
    if (!change || change.failed || message.deletedAt) return change ? { ...message, change } : message;
    if (change.text !== undefined) return { ...message, text: change.text, change };
    const { text, ...rest } = message;
    return { ...rest, deletedAt: new Date(change.createdAtMs).toISOString(), change };
  }

  #changed() {
    this.emit('changed', undefined);
    this.#hub.chatChanged(this);
  }

  /** @param {number} block */
  #complete(block) {
    const wanted = Math.min(firstOf(block + 1) - 1, this.info.lastMessageId);
    const kept = this.#blocks.get(block);
    return wanted < firstOf(block) || (kept !== undefined && kept.upTo >= wanted);
  }

  /**
   * @param {number} block
   * @returns {Promise<void>}
   */
  #load(block) {
    const kept = this.#blocks.get(block) ?? { upTo: firstOf(block) - 1, usedAt: ++this.#clock };
    this.#blocks.set(block, kept);
    kept.loading ??= this.#fetch(block, kept).finally(() => delete kept.loading);
    return kept.loading;
  }

  /**
   * @param {number} block
   * @param {Block} kept
   */
  async #fetch(block, kept) {
    const generation = this.#generation;
    this.#loads++;
    try {
      const page = await this.#hub.api.history(this.id, firstOf(block) - 1, BLOCK);
      if (generation !== this.#generation) return;
      for (const message of page.items) this.#merge(message);
      for (const message of this.#meanwhile.values()) {
        if (blockOf(message.id) === block) this.#merge(message);
      }
      kept.upTo = Math.max(kept.upTo, Math.min(firstOf(block + 1) - 1, page.total));
      this.#extend(kept, block);
      if (page.total > this.info.lastMessageId) {
        // The events of the newest messages have not arrived yet. Until then, these messages are shown but not counted.
        const last = this.#messages.get(page.total);
        if (last) this.#uncounted(last);
      }
      this.#letGo();
      this.#changed();
    } finally {
      this.#loads--;
      if (this.#loads === 0) this.#meanwhile.clear();
    }
  }

  /** @param {Message} last */
  #uncounted(last) {
    this.#hub.refreshSoon(this);
    this.info = { ...this.info, lastMessageId: last.id };
    this.#last(last);
  }

  /**
   * @param {Block} kept
   * @param {number} block
   */
  #extend(kept, block) {
    while (kept.upTo < firstOf(block + 1) - 1 && this.#messages.has(kept.upTo + 1)) kept.upTo++;
  }

  #letGo() {
    const surplus = this.#blocks.size - BLOCKS_MAX;
    if (surplus <= 0) return;
    const newest = blockOf(Math.max(1, this.info.lastMessageId));
    const oldest = [...this.#blocks]
      .filter(([block, kept]) => block !== newest && !kept.loading)
      .sort(([, one], [, other]) => one.usedAt - other.usedAt)
      .slice(0, surplus);
    for (const [block] of oldest) {
      this.#blocks.delete(block);
      for (let id = firstOf(block); id < firstOf(block + 1); id++) this.#messages.delete(id);
    }
  }

  /**
   * Of two states of a message, keeps the one with the higher version; `read` changes from false to true only.
   *
   * @param {Message} message
   */
  #merge(message) {
    const held = this.#messages.get(message.id);
    const mineRead = message.senderId === this.#hub.userId && message.id <= this.info.allReadUpTo;
    const read = message.read || mineRead || (held?.read ?? false);
    if (held && held.version > message.version) {
      if (read !== held.read) this.#messages.set(message.id, { ...held, read });
      return;
    }
    this.#messages.set(message.id, read === message.read ? message : { ...message, read });
  }

  /** @param {Message} message a message that is new, or was edited or deleted */
  #tookPlace(message) {
    if (this.#loads > 0) {
      const known = this.#meanwhile.get(message.id);
      if (!known || known.version <= message.version) this.#meanwhile.set(message.id, message);
    }
    const block = blockOf(message.id);
    const before = this.#messages.get(message.id);
    this.#count(message, before);
    let kept = this.#blocks.get(block);
    if (!kept && message.id === firstOf(block)) {
      kept = { upTo: message.id - 1, usedAt: ++this.#clock };
      this.#blocks.set(block, kept);
    }
    // A message after a loaded one is kept as well, so that the newest messages have no gaps after a restart.
    if (kept || before || this.#messages.has(message.id - 1)) this.#merge(message);
    if (kept) this.#extend(kept, block);
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

  /**
   * Updates `unread`: the number of undeleted messages of others above `readUpTo`.
   *
   * @param {Message} message
   * @param {Message | undefined} before
   */
  #count(message, before) {
    if (message.senderId === this.#hub.userId || message.id <= this.info.readUpTo) return;
    const last = this.#replay?.last ?? this.info.lastMessageId;
    const isNew = message.id > last && !this.#replay?.counted.has(message.id);
    if (isNew) {
      this.#replay?.counted.add(message.id);
      if (!message.deletedAt) this.#setUnread(this.info.unread + 1);
    } else if (message.deletedAt && !before?.deletedAt) {
      if (before && this.info.unread < UNREAD_MAX) this.#setUnread(this.info.unread - 1);
      else if (this.#replay) this.#uncertain = true;
      else this.#hub.refreshSoon(this);
    }
  }

  /** @param {number} unread */
  #setUnread(unread) {
    this.info = { ...this.info, unread: Math.min(UNREAD_MAX, Math.max(0, unread)) };
  }

  /** Counts the messages above the read mark after it moved, or asks the server if not all of them are loaded. */
  #recount() {
    const { readUpTo, lastMessageId } = this.info;
    if (lastMessageId - readUpTo <= UNREAD_MAX) {
      let unread = 0;
      let id = lastMessageId;
      for (; id > readUpTo; id--) {
        const message = this.#messages.get(id);
        if (!message) break;
        if (message.senderId !== this.#hub.userId && !message.deletedAt) unread++;
      }
      if (id === readUpTo) {
        this.#setUnread(unread);
        return;
      }
    }
    this.#hub.refreshSoon(this);
  }

  /**
   * @param {import('./types.js').Member[] | undefined} members
   * @param {number | undefined} memberCount
   * @param {number} version
   */
  #tookMembers(members, memberCount, version) {
    if (version <= this.version) return;
    this.#memberChanges++;
    if (memberCount !== undefined) this.info = { ...this.info, memberCount };
    if (!members) {
      this.members = undefined;
      return;
    }
    this.#hub.people.learn(members.map((member) => ({ id: member.userId, name: member.name })));
    for (const member of members) {
      if (member.userId === this.#hub.userId && member.role) this.info = { ...this.info, myRole: member.role };
      if (member.role) this.members?.set(member.userId, member);
      else this.members?.delete(member.userId);
    }
  }

  /** Requests all changes since the cursor, after a version was missing. The cursor does not move until they arrive. */
  #catchUp() {
    this.#catchingUp ??= this.#askChanges().finally(() => (this.#catchingUp = undefined));
  }

  async #askChanges() {
    const generation = this.#generation;
    try {
      let complete = false;
      // The answer may replace the effect of events that arrived during the request, although they are newer. Then the
      // changes are requested again.
      while (!complete || this.version < this.#heard) {
        const changes = await this.#hub.api.changes(this.id, this.version);
        if (generation !== this.#generation) return;
        if (changes.version <= this.version && (!changes.complete || this.version < this.#heard)) throw offline();
        for (const message of changes.messages) this.#tookPlace(message);
        if (changes.members.length > 0) this.#tookMembers(changes.members, undefined, changes.version);
        if (changes.chat) this.takeFields(changes.chat, changes.version);
        this.version = Math.max(this.version, changes.version);
        complete = changes.complete;
      }
      this.#changed();
    } catch {
      // The cursor has not moved, so the next resume sends all changes again.
      this.#hub.restart();
    }
  }
}

/** @param {number} id */
function blockOf(id) {
  return Math.floor((id - 1) / BLOCK);
}

/** @param {number} block */
function firstOf(block) {
  return block * BLOCK + 1;
}
