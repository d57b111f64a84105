/** The value of `unread` that means "this many or more"; lower values are exact. */
const UNREAD_MAX = 1000;

/**
 * Counts the unread messages of one chat: the undeleted messages of other users above the user's read mark.
 *
 * @typedef {import('./types.js').Chat} Chat
 * @typedef {import('./types.js').Message} Message
 */
export class UnreadCount {
  /**
   * @type {{last: number, counted: Set<number>} | undefined} state of a resume, which sends messages in version order
   */
  #replay;
  #uncertain = false;

  /** @param {number} lastMessageId the newest message that is counted already */
  beginReplay(lastMessageId) {
    this.#replay = { last: lastMessageId, counted: new Set() };
  }

  /** @param {number} lastMessageId the newest message of a state that replaced the previous one */
  reset(lastMessageId) {
    if (this.#replay) this.#replay.last = lastMessageId;
  }

  /** @returns {boolean} whether the count is certain; otherwise only the server knows it */
  endReplay() {
    const certain = !this.#uncertain;
    this.#replay = undefined;
    this.#uncertain = false;
    return certain;
  }

  /**
   * @param {Chat} chat the chat before the event
   * @param {Message} message a message of another user above the read mark, which is new, or was edited or deleted
   * @param {Message | undefined} before its previous state, if it was loaded
   * @returns {number | undefined} the number of unread messages after the event; undefined if only the server knows it
   */
  after(chat, message, before) {
    const last = this.#replay?.last ?? chat.lastMessageId;
    if (message.id > last && !this.#replay?.counted.has(message.id)) {
      this.#replay?.counted.add(message.id);
      return message.deletedAt ? chat.unread : Math.min(UNREAD_MAX, chat.unread + 1);
    }
    if (!message.deletedAt || before?.deletedAt) return chat.unread;
    if (before && chat.unread < UNREAD_MAX) return Math.max(0, chat.unread - 1);
    if (!this.#replay) return undefined;
    this.#uncertain = true;
    return chat.unread;
  }

  /**
   * Counts the loaded messages after the read mark moved.
   *
   * @param {Chat} chat
   * @param {import('./loaded-messages.js').LoadedMessages} messages
   * @param {string} userId
   * @returns {number | undefined} undefined if not all unread messages are loaded
   */
  of({ readUpTo, lastMessageId }, messages, userId) {
    if (lastMessageId - readUpTo > UNREAD_MAX) return undefined;
    let unread = 0;
    let id = lastMessageId;
    for (; id > readUpTo; id--) {
      const message = messages.get(id);
      if (!message) return undefined;
      if (message.senderId !== userId && !message.deletedAt) unread++;
    }
    return id === readUpTo ? unread : undefined;
  }
}
