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
  /** @type {SendLimit | undefined} */
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
  heard = [];
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
    const path = url.pathname.split('/').slice(1);
    if (path[0] === 'auth' && path[1] === 'refresh') {
      this.refreshes++;
      const [access, known] = [...this.tokens].find(([, each]) => each.refresh === body.refreshToken) ?? [];
      if (!known || !access) return [401, { status: 401, code: 'token_reused' }];
      this.tokens.delete(access);
      return [200, this.session(known.userId)];
    }
    if (path[0] === 'auth' && path[1] === 'register') {
      if ([...this.users.values()].some((each) => `${each.name}@example.org` === body.email)) return [409, { status: 409, code: 'email_taken' }];
      return [201, this.session(this.user(body.email.split('@')[0]))];
    }
    if (path[0] === 'auth' && path[1] === 'login') {
      const user = [...this.users.values()].find((each) => `${each.name}@example.org` === body.email);
      return user && (body.password ?? this.password) === this.password ? [200, this.session(user.id)] : [401, { status: 401, code: 'bad_credentials' }];
    }
    const userId = this.tokens.get(token ?? '')?.userId;
    if (!userId) return [401, { status: 401, code: 'token_expired' }];
    if (path[0] === 'auth' && path[1] === 'logout') return [204, undefined];
    if (path[0] === 'users' && path[1] === 'me') return [200, { ...this.users.get(userId), email: 'me@example.org', username: 'me' }];
    if (path[0] === 'users') {
      const ids = url.searchParams.get('ids')?.split(',');
      const query = url.searchParams.get('query')?.toLowerCase() ?? '';
      return [200, { items: [...this.users.values()].filter((user) => (ids ? ids.includes(user.id) : user.name.toLowerCase().includes(query))) }];
    }
    if (path[0] === 'devices') return [200, { items: [{ id: 'device', name: 'Chromium on Linux', createdAt: this.now(), lastSeenAt: this.now(), current: true }] }];
    if (path[0] === 'chats' && path.length === 1 && method === 'GET') {
      const mine = [...this.chats.values()].filter((chat) => chat.members.has(userId));
      return [200, { items: mine.map((chat) => this.view(chat, userId)) }];
    }
    if (path[0] === 'chats' && path.length === 1) {
      const chat = this.chat([userId, ...(body.memberIds ?? [body.userId])], body.title);
      return [201, this.view(chat, userId)];
    }
    const chat = this.chats.get(path[1] ?? '');
    if (!chat?.members.has(userId)) return [404, { status: 404, code: 'chat_not_found' }];
    if (path[0] === 'history') {
      const offset = Number(url.searchParams.get('offset'));
      const limit = Number(url.searchParams.get('limit'));
      const items = chat.messages.slice(offset, offset + limit).map((m) => this.shown(chat, m));
      return [200, { chatId: chat.id, items, limit, offset, total: chat.messages.length }];
    }
    if (path[2] === 'changes') {
      const after = Number(url.searchParams.get('after'));
      const messages = chat.messages.filter((m) => m.version > after).map((m) => this.shown(chat, m));
      return [200, { version: chat.version, complete: true, members: [], messages }];
    }
    if (path[2] === 'members') {
      const items = [...chat.members].map(([id, member]) => ({ userId: id, name: this.users.get(id)?.name, ...member, joinedAt: chat.createdAt }));
      return [200, { items }];
    }
    if (path[4] === 'readers') return [200, { items: [], required: chat.members.size - 1 }];
    return [200, this.view(chat, userId)];
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
  hears(socket, frame) {
    this.heard.push(frame);
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

/**
 * A limit on sends, as the protocol describes it. After a refusal, the sends of the connection to the chat are refused
 * until the first refused key is sent again, or until the client has sent nothing to the chat for the pause of the last
 * refusal.
 */
export class SendLimit {
  #perSecond;
  #dueMs = 0;
  /** @type {Map<string, {key: string, untilMs: number}>} by connection and chat */
  #gates = new Map();
  /** @type {Map<FakeSocket, number>} */
  #numbers = new Map();
  refused = 0;

  /** @param {number} perSecond */
  constructor(perSecond) {
    this.#perSecond = perSecond;
  }

  /**
   * @param {FakeSocket} socket
   * @param {{chatId: string, key: string}} frame
   * @returns {{code: string, retryable: boolean, retryAfterMs: number} | undefined}
   */
  refuses(socket, { chatId, key }) {
    const now = performance.now();
    if (!this.#numbers.has(socket)) this.#numbers.set(socket, this.#numbers.size);
    const at = `${this.#numbers.get(socket)} ${chatId}`;
    const gate = this.#gates.get(at);
    if (gate && gate.key !== key && now < gate.untilMs) return this.#refusal(at, gate.key, this.#dueMs - now);
    if (now < this.#dueMs) return this.#refusal(at, gate && now < gate.untilMs ? gate.key : key, this.#dueMs - now);
    this.#gates.delete(at);
    this.#dueMs = now + 1000 / this.#perSecond;
    return undefined;
  }

  /**
   * @param {string} at
   * @param {string} key
   * @param {number} leftMs
   */
  #refusal(at, key, leftMs) {
    this.refused++;
    const retryAfterMs = Math.max(100, Math.ceil(leftMs));
    this.#gates.set(at, { key, untilMs: performance.now() + retryAfterMs });
    return { code: 'rate_limited', retryable: true, retryAfterMs };
  }
}

export class FakeSocket {
  /** @type {((event: any) => void) | null} */
  onopen = null;
  /** @type {((event: any) => void) | null} */
  onmessage = null;
  /** @type {((event: any) => void) | null} */
  onclose = null;
  /** @type {((event: any) => void) | null} */
  onerror = null;
  userId = '';
  live = false;
  #open = true;

  /** @param {FakeServer} server */
  constructor(server) {
    this.server = server;
    queueMicrotask(() => {
      if (server.down) return this.end(1006);
      server.sockets.add(this);
      this.onopen?.({});
    });
  }

  /** @param {string} data */
  send(data) {
    if (this.#open) queueMicrotask(() => this.#open && this.server.hears(this, JSON.parse(data)));
  }

  close() {
    this.#open = false;
    this.server.sockets.delete(this);
  }

  /** @param {any} frame */
  say(frame) {
    const data = JSON.stringify(frame);
    queueMicrotask(() => this.#open && this.onmessage?.({ data }));
  }

  /** @param {number} code */
  end(code) {
    if (!this.#open) return;
    // Data that was sent before the end is still delivered; data sent later is not.
    queueMicrotask(() => {
      if (!this.#open) return;
      this.close();
      this.onclose?.({ code });
    });
  }
}
