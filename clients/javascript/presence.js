import { Emitter } from './emitter.js';

/** The minimum time between two `typing` frames for a chat; the server passes on no more. */
const TYPING_MS = 3_000;

/**
 * How long a member is shown as typing after a `typing` event. The next event comes within three seconds, but may be
 * late.
 */
const TYPING_SHOWN_MS = 6_000;

/**
 * The transient state of the other users: who is online, and who is typing in which chat.
 *
 * @typedef {{online: boolean, lastSeenAt?: string}} State
 *
 * @typedef {{typing: {chatId: string}, presence: {userId: string}}} PresenceEvents
 *
 * @extends {Emitter<PresenceEvents>}
 */
export class Presence extends Emitter {
  #timers;
  /** @type {Map<string, Map<string, number>>} by chat: the typing users, and until when each is shown */
  #typing = new Map();
  /** @type {Map<string, number>} by chat: the time at which `typing` was last sent */
  #sent = new Map();
  /** @type {Map<string, State>} */
  #states = new Map();

  /** @param {import('./timers.js').Timers} timers */
  constructor(timers) {
    super();
    this.#timers = timers;
  }

  /**
   * @param {string} userId
   * @returns {State | undefined} undefined if the server has not sent it
   */
  of(userId) {
    return this.#states.get(userId);
  }

  /**
   * @param {string} userId
   * @param {State} state
   */
  set(userId, { online, lastSeenAt }) {
    const seen = lastSeenAt ?? this.#states.get(userId)?.lastSeenAt;
    this.#states.set(userId, { online, ...(seen ? { lastSeenAt: seen } : {}) });
    this.emit('presence', { userId });
  }

  /** Marks all users as offline when a connection has begun. The server announces those who are online. */
  expire() {
    for (const [userId, state] of this.#states) {
      if (state.online) this.set(userId, { ...state, online: false });
    }
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
   * @param {string} chatId
   * @param {string} userId a user who is typing now
   */
  startTyping(chatId, userId) {
    const typists = this.#typing.get(chatId) ?? new Map();
    this.#typing.set(chatId, typists);
    typists.set(userId, Date.now() + TYPING_SHOWN_MS);
    this.#timers.restart(`typing/${chatId}/${userId}`, TYPING_SHOWN_MS, () => this.stopTyping(chatId, userId));
    this.emit('typing', { chatId });
  }

  /**
   * @param {string} chatId
   * @param {string | undefined} userId
   */
  stopTyping(chatId, userId) {
    if (userId && this.#typing.get(chatId)?.delete(userId)) this.emit('typing', { chatId });
  }

  /**
   * @param {string} chatId the chat in which this user is typing
   * @returns {boolean} whether to notify the server now; at most once per three seconds
   */
  isTypingDue(chatId) {
    const now = Date.now();
    if (now - (this.#sent.get(chatId) ?? 0) < TYPING_MS) return false;
    this.#sent.set(chatId, now);
    return true;
  }

  /** @param {string} chatId the chat to which this user has sent a message, so that the next `typing` is due at once */
  messageSent(chatId) {
    this.#sent.delete(chatId);
  }

  /** Forgets the states of all other users. */
  clear() {
    this.#states.clear();
    this.#typing.clear();
  }
}
