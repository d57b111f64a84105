import { answerOf } from './fake-http.js';
import { FakeSocket } from './fake-socket.js';

/**
 * An in-memory server that follows version 1 of the protocol as far as a client can see it. A test can inject faults:
 * lost answers, cut connections, refusals. A client uses this server as its `fetch` and its `WebSocket`, so that the
 * test controls all events. Other tests run the same client against the real server, which shows that this server
 * follows the protocol.
 *
 * @typedef {import('../../javascript/types.js').Message} Message
 * @typedef {{id: string, kind: 'direct' | 'group', title?: string, createdAt: string, version: number, messages: (Message & {key: string, first: string})[],
 *   members: Map<string, {role: string, readUpTo: number, joinedAfter: number, version: number}>, chatVersion: number}} Chat
 */
export class FakeServer {
  /** @type {Map<string, {id: string, name: string}>} */
  users = new Map();
  /** @type {Map<string, Chat>} */
  chats = new Map();
  /** @type {Set<FakeSocket>} */
  sockets = new Set();
  /** @type {Map<string, {userId: string, refresh: string}>} by access token */
  tokens = new Map();
  epoch = 'one';
  /** The password of every account. */
  password = 'secret';
  /** @type {'open' | 'closed'} */
  registration = 'open';
  down = false;
  /** Whether the server receives everything and sends nothing. */
  mute = false;
  /** The close code with which the server answers every `hello`; 0 = `hello` is accepted. */
  refuseAll = 0;
  /** How many answers to `send` are still replaced by a cut connection. */
  answersToLose = 0;
  /** @type {{code: string, retryable: boolean, retryAfterMs?: number}[]} the refusals of the next sends */
  refusals = [];
  /** @type {{code: string, retryable: boolean, retryAfterMs?: number}[]} the refusals of the next edits */
  editRefusals = [];
  /** @type {import('./send-limit.js').SendLimit | undefined} */
  limit;
  /** @type {((path: string) => Response | undefined) | undefined} answers HTTP requests in place of the server */
  between;
  /** Whether messages contain their idempotency key, as a server may show it to the sender. */
  showsKeys = false;
  gapAbove = 500;
  pingSeconds = 25;
  refreshes = 0;
  accessTokenMs = 600_000;
  /** @type {any[]} all frames that clients have sent */
  received = [];
  #numbers = 0;
  #ms = Date.parse('2026-01-01T00:00:00.000Z');

  id() {
    return `00000000-0000-7000-8000-${String(++this.#numbers).padStart(12, '0')}`;
  }

  now() {
    return new Date((this.#ms += 1000)).toISOString();
  }

  /** @param {string} name */
  user(name) {
    const user = { id: this.id(), name };
    this.users.set(user.id, user);
    return user.id;
  }

  /** @param {string} userId */
  session(userId) {
    const access = `access-${++this.#numbers}`;
    const refresh = `refresh-${this.#numbers}`;
    this.tokens.set(access, { userId, refresh });
    return {
      userId,
      deviceId: 'device',
      accessToken: access,
      accessTokenExpiresAt: new Date(Date.now() + this.accessTokenMs).toISOString(),
      refreshToken: refresh,
      refreshTokenExpiresAt: new Date(Date.now() + 1e9).toISOString(),
    };
  }

  /**
   * @param {string[]} userIds
   * @param {string} [title]
   * @returns {Chat}
   */
  chat(userIds, title) {
    /** @type {Chat} */
    const chat = {
      id: this.id(),
      kind: title ? 'group' : 'direct',
      ...(title ? { title } : {}),
      createdAt: this.now(),
      version: 1,
      chatVersion: 1,
      messages: [],
      members: new Map(),
    };
    userIds.forEach((id, at) => chat.members.set(id, { role: title && at === 0 ? 'owner' : 'member', readUpTo: 0, joinedAfter: 0, version: 1 }));
    this.chats.set(chat.id, chat);
    for (const id of userIds) this.toUser(id, { type: 'chat', chatId: chat.id, version: 1, chat: this.view(chat, id) });
    return chat;
  }

  /**
   * @param {Chat} chat
   * @param {string} userId
   */
  view(chat, userId) {
    const me = /** @type {any} */ (chat.members.get(userId));
    const peer = chat.kind === 'direct' ? [...chat.members.keys()].find((id) => id !== userId) : undefined;
    const last = chat.messages.at(-1);
    return {
      id: chat.id,
      kind: chat.kind,
      title: chat.title,
      createdAt: chat.createdAt,
      memberCount: chat.members.size,
      version: chat.version,
      lastMessageId: chat.messages.length,
      activityAt: last?.sentAt ?? chat.createdAt,
      peer: peer ? { id: peer, name: this.users.get(peer)?.name ?? '?' } : undefined,
      lastMessage: last ? this.shown(chat, last) : undefined,
      myRole: me.role,
      readUpTo: me.readUpTo,
      allReadUpTo: this.allRead(chat, userId),
      unread: Math.min(1000, chat.messages.filter((m) => m.senderId !== userId && !m.deletedAt && m.id > me.readUpTo).length),
    };
  }

  /**
   * @param {Chat} chat
   * @param {string | undefined} userId
   */
  allRead(chat, userId) {
    return Math.min(...[...chat.members].filter(([id]) => id !== userId).map(([, member]) => member.readUpTo), 1e9);
  }

  /**
   * @param {Chat} chat
   * @param {any} message
   */
  shown(chat, message) {
    const { key, first, ...plain } = message;
    return { ...plain, ...(this.showsKeys ? { key } : {}), read: plain.id <= this.allRead(chat, plain.senderId) };
  }

  /**
   * @param {Chat} chat
   * @param {string} senderId
   * @param {string} text
   * @param {{key?: string, replyTo?: number, not?: FakeSocket}} [more]
   */
  post(chat, senderId, text, { key = this.id(), replyTo, not } = {}) {
    const known = chat.messages.find((m) => m.senderId === senderId && m.key === key);
    if (known) return { message: known, duplicate: true };
    const message = {
      id: chat.messages.length + 1,
      chatId: chat.id,
      senderId,
      text,
      ...(replyTo ? { replyTo } : {}),
      sentAt: this.now(),
      read: false,
      version: ++chat.version,
      key,
      first: text,
    };
    chat.messages.push(message);
    this.toChat(chat, { type: 'message', chatId: chat.id, version: chat.version, message: this.shown(chat, message) }, not);
    return { message, duplicate: false };
  }

  /**
   * @param {Chat} chat
   * @param {number} id
   * @param {string | undefined} text undefined = the message is deleted
   */
  change(chat, id, text) {
    const message = /** @type {any} */ (chat.messages[id - 1]);
    message.version = ++chat.version;
    if (text === undefined) {
      delete message.text;
      message.deletedAt = this.now();
    } else {
      message.text = text;
      message.editedAt = this.now();
    }
    this.toChat(chat, { type: 'message', chatId: chat.id, version: chat.version, message: this.shown(chat, message) });
  }

  /**
   * @param {Chat} chat
   * @param {string} userId
   * @param {number} upTo
   */
  read(chat, userId, upTo) {
    const me = /** @type {any} */ (chat.members.get(userId));
    const before = new Map([...chat.members.keys()].map((id) => [id, this.allRead(chat, id)]));
    me.readUpTo = Math.max(me.readUpTo, Math.min(upTo, chat.messages.length));
    for (const [id, was] of before) {
      const is = this.allRead(chat, id);
      if (is > was) this.toUser(id, { type: 'allRead', chatId: chat.id, upTo: is });
      this.toUser(id, { type: 'read', chatId: chat.id, userId, upTo: me.readUpTo });
    }
    return me.readUpTo;
  }

  /**
   * @param {Chat} chat
   * @param {any} frame
   * @param {FakeSocket} [not]
   */
  toChat(chat, frame, not) {
    for (const id of chat.members.keys()) this.toUser(id, frame, not);
  }

  /**
   * @param {string} userId
   * @param {any} frame
   * @param {FakeSocket} [not]
   */
  toUser(userId, frame, not) {
    for (const socket of this.sockets) if (socket.userId === userId && socket.live && socket !== not) socket.say(frame);
  }

  /** Cuts every connection; the clients see the given close code, by default a loss without a close frame. */
  cut(code = 1006) {
    for (const socket of [...this.sockets]) socket.end(code);
  }

  // ---- HTTP ----

  /** @type {typeof fetch} */
  fetch = async (input, init) => {
    await Promise.resolve();
    if (this.down) throw new TypeError('fetch failed');
    const url = new URL(String(input));
    const foreign = this.between?.(url.pathname);
    if (foreign) return foreign;
    const headers = new Headers(init?.headers);
    const body = init?.body ? JSON.parse(String(init.body)) : undefined;
    const [status, answer] = this.answer(init?.method ?? 'GET', url, body, headers.get('authorization')?.slice(7));
    if (this.down) throw new TypeError('fetch failed');
    return new Response(answer === undefined ? null : JSON.stringify(answer), { status });
  };

  /**
   * @param {string} method
   * @param {URL} url
   * @param {any} body
   * @param {string | undefined} token
   * @returns {[number, any]}
   */
  answer(method, url, body, token) {
    return answerOf(this, method, url, body, token);
  }

  // ---- WebSocket ----

  /** @returns {any} a WebSocket type whose sockets are connected to this server */
  get WebSocket() {
    const server = this;
    return class extends FakeSocket {
      constructor() {
        super(server);
      }
    };
  }

  /**
   * @param {FakeSocket} socket
   * @param {any} frame
   */
  receive(socket, frame) {
    this.received.push(frame);
    if (this.mute) return undefined;
    if (frame.type === 'hello') {
      if (this.refuseAll) return socket.end(this.refuseAll);
      const userId = this.tokens.get(frame.token)?.userId;
      if (!userId) return socket.end(4001);
      socket.userId = userId;
      socket.say({ type: 'ready', v: 1, userId, deviceId: 'device', epoch: this.epoch, pingSeconds: this.pingSeconds, limits: { textMax: 4096 } });
      if (frame.since) this.replay(socket, userId, frame.since);
      socket.live = true;
      return socket.say({ type: 'live' });
    }
    const { userId } = socket;
    const chat = this.chats.get(frame.chatId);
    const { ref } = frame;
    if (frame.type === 'ping') return socket.say({ type: 'pong', ref });
    if (frame.type === 'auth') return socket.say({ type: 'ok', ref });
    if (!chat?.members.has(userId)) return socket.say({ type: 'error', ref, code: 'chat_not_found', message: 'no such chat', retryable: false });
    switch (frame.type) {
      case 'send': {
        const quoteGone = frame.replyTo && chat.messages[frame.replyTo - 1]?.deletedAt;
        const gone = quoteGone ? { code: 'message_deleted', retryable: false } : undefined;
        const refusal = this.refusals.shift() ?? this.limit?.refuses(socket, frame) ?? gone;
        if (refusal) return socket.say({ type: 'error', ref, message: refusal.code, ...refusal });
        const { message, duplicate } = this.post(chat, userId, frame.text, { key: frame.key, replyTo: frame.replyTo, not: socket });
        if (this.answersToLose > 0) {
          this.answersToLose--;
          return socket.end(1006);
        }
        return socket.say({ type: 'sent', ref, version: message.version, duplicate, message: this.shown(chat, message) });
      }
      case 'edit': {
        const refusal = this.editRefusals.shift();
        if (refusal) return socket.say({ type: 'error', ref, message: refusal.code, ...refusal });
        if (chat.messages[frame.id - 1]?.deletedAt) return socket.say({ type: 'error', ref, code: 'message_deleted', message: 'deleted', retryable: false });
        this.change(chat, frame.id, frame.text);
        return socket.say({ type: 'ok', ref, version: chat.version });
      }
      case 'delete':
        this.change(chat, frame.id, undefined);
        return socket.say({ type: 'ok', ref, version: chat.version });
      case 'read':
        return socket.say({ type: 'ok', ref, readUpTo: this.read(chat, userId, frame.upTo) });
      case 'typing':
        for (const id of chat.members.keys()) if (id !== userId) this.toUser(id, { type: 'typing', chatId: chat.id, userId });
        return undefined;
      default:
        return socket.say({ type: 'error', ref, code: 'invalid_request', message: 'unknown type', retryable: false });
    }
  }

  /**
   * @param {FakeSocket} socket
   * @param {string} userId
   * @param {Record<string, [number, number, number]>} since
   */
  replay(socket, userId, since) {
    const marks = [];
    for (const [chatId, [version, readUpTo, allReadUpTo]] of Object.entries(since)) {
      const chat = this.chats.get(chatId);
      if (!chat?.members.has(userId)) {
        socket.say({ type: 'removed', chatId });
        continue;
      }
      const changed = chat.messages.filter((m) => m.version > version).sort((one, other) => one.version - other.version);
      if (changed.length > this.gapAbove || version > chat.version) {
        socket.say({ type: 'gap', chatId, version: chat.version });
      } else {
        for (const m of changed) socket.say({ type: 'message', chatId, version: m.version, message: this.shown(chat, m) });
      }
      const mine = this.view(chat, userId);
      if (mine.readUpTo !== readUpTo || mine.allReadUpTo !== allReadUpTo) {
        marks.push({ chatId, readUpTo: mine.readUpTo, allReadUpTo: mine.allReadUpTo, unread: mine.unread });
      }
    }
    for (const chat of this.chats.values()) {
      if (chat.members.has(userId) && !since[chat.id]) {
        socket.say({ type: 'chat', chatId: chat.id, version: chat.version, chat: this.view(chat, userId) });
      }
    }
    if (marks.length > 0) socket.say({ type: 'marks', items: marks });
  }
}
