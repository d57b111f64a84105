import { VestnikError, offline } from './errors.js';

/**
 * The maximum time that a request waits for its answer; afterwards it fails with the code `offline`. The time is longer
 * than a loaded server needs for its slowest page, and shorter than a user's patience.
 */
const ANSWER_MS_MAX = 20_000;

/** The required fields of every session. */
const SESSION = ['userId', 'deviceId', 'accessToken', 'accessTokenExpiresAt', 'refreshToken'];

/**
 * The HTTP part of the protocol: one method per route. A refusal is thrown as {@link VestnikError}. If there is no
 * answer, or if the answer does not come from the server, the error has the code `offline`.
 */
export class Api {
  #base;
  #fetch;
  /** @type {{token(used?: string): Promise<string>} | undefined} */
  #session;

  /**
   * @param {string} base address of the server, `https://chat.example`
   * @param {typeof fetch} fetching
   */
  constructor(base, fetching) {
    this.#base = base.replace(/\/+$/, '');
    this.#fetch = fetching;
    /** How far the server's clock is ahead of the local clock, computed from the last answer. */
    this.clockAheadMs = 0;
  }

  /** @param {{token(used?: string): Promise<string>}} session the source of the access token */
  authenticateWith(session) {
    this.#session = session;
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {{body?: any, query?: Record<string, any>, open?: boolean, headers?: Record<string, string>, keepalive?: boolean, has?: string[]}} [more]
   *   `has`: fields that an answer of the server must have
   * @returns {Promise<any>} the answer's body; undefined if there is none
   */
  async request(method, path, more = {}) {
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(more.query ?? {})) {
      if (value !== undefined) query.set(name, String(value));
    }
    const address = this.#base + path + (query.size > 0 ? `?${query}` : '');
    if (more.open || !this.#session) {
      return this.#once(method, address, more, undefined);
    }
    const token = await this.#session.token();
    try {
      return await this.#once(method, address, more, token);
    } catch (problem) {
      if (!(problem instanceof VestnikError) || problem.status !== 401 || problem.code === 'bad_credentials') throw problem;
      return this.#once(method, address, more, await this.#session.token(token));
    }
  }

  /**
   * @param {string} method
   * @param {string} address
   * @param {{body?: any, headers?: Record<string, string>, keepalive?: boolean, has?: string[]}} more
   * @param {string | undefined} token
   */
  async #once(method, address, more, token) {
    /** @type {Record<string, string>} */
    const headers = { accept: 'application/json', ...more.headers };
    if (token) headers['authorization'] = `Bearer ${token}`;
    if (more.body !== undefined) headers['content-type'] = 'application/json';
    let response;
    let text;
    try {
      response = await this.#fetch(address, {
        method,
        headers,
        body: more.body === undefined ? null : JSON.stringify(more.body),
        cache: 'no-store',
        credentials: 'omit',
        keepalive: more.keepalive ?? false,
        signal: AbortSignal.timeout(ANSWER_MS_MAX),
      });
      text = await response.text();
    } catch (problem) {
      throw offline(problem);
    }
    const date = Date.parse(response.headers.get('date') ?? '');
    if (Number.isFinite(date)) this.clockAheadMs = date - Date.now();
    const body = objectIn(text);
    if (response.ok) {
      if (response.status === 204) return undefined;
      if (!body || more.has?.some((field) => !(field in body))) throw foreign(response);
      return body;
    }
    // A response of a proxy or of a hotel's login page does not come from the server, whatever its status.
    if (response.status < 500 && typeof body?.code !== 'string') throw foreign(response);
    const seconds = Number(response.headers.get('retry-after'));
    throw new VestnikError(body?.code ?? 'internal', body?.detail ?? body?.title ?? `HTTP ${response.status}`, {
      status: response.status,
      retryable: response.status === 429 || response.status >= 500,
      ...(seconds > 0 ? { retryAfterMs: seconds * 1000 } : {}),
      fields: body?.errors ?? [],
    });
  }

  /** @returns {Promise<'open' | 'closed'>} `closed` if only the operator of the server opens accounts */
  async registration() {
    return (await this.request('GET', '/auth', { open: true, has: ['registration'] })).registration;
  }

  /**
   * @param {{name: string, email: string, password: string, device?: {name?: string | undefined}}} who
   * @returns {Promise<import('./types.js').Session>}
   */
  register(who) {
    return this.request('POST', '/auth/register', { body: who, open: true, has: SESSION });
  }

  /**
   * @param {{email: string, password: string, device?: {id?: string | undefined, name?: string | undefined}}} who
   * @returns {Promise<import('./types.js').Session>}
   */
  login(who) {
    return this.request('POST', '/auth/login', { body: who, open: true, has: SESSION });
  }

  /**
   * @param {string} refreshToken
   * @returns {Promise<import('./types.js').Session>}
   */
  refresh(refreshToken) {
    return this.request('POST', '/auth/refresh', { body: { refreshToken }, open: true, has: SESSION });
  }

  /** @returns {Promise<void>} */
  logout() {
    return this.request('POST', '/auth/logout');
  }

  /** @returns {Promise<import('./types.js').Profile>} */
  me() {
    return this.request('GET', '/users/me', { has: ['id'] });
  }

  /**
   * @param {{name?: string, username?: string}} change
   * @returns {Promise<import('./types.js').Profile>}
   */
  changeProfile(change) {
    return this.request('PATCH', '/users/me', { body: change, has: ['id'] });
  }

  /**
   * @param {string} current
   * @param {string} next
   * @returns {Promise<void>}
   */
  changePassword(current, next) {
    return this.request('PUT', '/users/me/password', { body: { current, new: next } });
  }

  /**
   * @param {string} password
   * @returns {Promise<void>}
   */
  deleteAccount(password) {
    return this.request('DELETE', '/users/me', { body: { password } });
  }

  /**
   * @param {string} query at least three characters of a name or username, or a whole email
   * @param {number} [limit]
   * @returns {Promise<import('./types.js').Person[]>}
   */
  async findPeople(query, limit) {
    return (await this.request('GET', '/users', { query: { query, limit }, has: ['items'] })).items;
  }

  /**
   * @param {string[]} ids at most 100
   * @returns {Promise<import('./types.js').Person[]>}
   */
  async people(ids) {
    return (await this.request('GET', '/users', { query: { ids: ids.join(',') }, has: ['items'] })).items;
  }

  /** @returns {Promise<import('./types.js').Device[]>} */
  async devices() {
    return (await this.request('GET', '/devices', { has: ['items'] })).items;
  }

  /**
   * @param {string} deviceId
   * @returns {Promise<void>}
   */
  revokeDevice(deviceId) {
    return this.request('DELETE', `/devices/${deviceId}`);
  }

  /**
   * @param {string} userId
   * @returns {Promise<import('./types.js').Chat>}
   */
  openDirect(userId) {
    return this.request('POST', '/chats', { body: { kind: 'direct', userId }, has: ['id', 'version'] });
  }

  /**
   * @param {string} title
   * @param {string[]} memberIds
   * @param {string} key the idempotency key: a retry with the same key creates no second group
   * @returns {Promise<import('./types.js').Chat>}
   */
  createGroup(title, memberIds, key) {
    return this.request('POST', '/chats', {
      body: { kind: 'group', title, memberIds },
      headers: { 'idempotency-key': key },
      has: ['id', 'version'],
    });
  }

  /**
   * @param {{limit?: number, cursor?: string}} [page]
   * @returns {Promise<{items: import('./types.js').Chat[], nextCursor?: string}>}
   */
  chats(page = {}) {
    return this.request('GET', '/chats', { query: page, has: ['items'] });
  }

  /**
   * @param {string} chatId
   * @returns {Promise<import('./types.js').Chat>}
   */
  chat(chatId) {
    return this.request('GET', `/chats/${chatId}`, { has: ['id', 'version'] });
  }

  /**
   * @param {string} chatId
   * @param {string} title
   * @returns {Promise<import('./types.js').Chat>}
   */
  rename(chatId, title) {
    return this.request('PATCH', `/chats/${chatId}`, { body: { title }, has: ['id', 'version'] });
  }

  /**
   * @param {string} chatId
   * @returns {Promise<void>}
   */
  deleteGroup(chatId) {
    return this.request('DELETE', `/chats/${chatId}`);
  }

  /**
   * @param {string} chatId
   * @param {{limit?: number, cursor?: string}} [page]
   * @returns {Promise<{items: import('./types.js').Member[], nextCursor?: string}>}
   */
  members(chatId, page = {}) {
    return this.request('GET', `/chats/${chatId}/members`, { query: page, has: ['items'] });
  }

  /**
   * @param {string} chatId
   * @param {string[]} userIds
   * @returns {Promise<any>}
   */
  addMembers(chatId, userIds) {
    return this.request('POST', `/chats/${chatId}/members`, { body: { userIds } });
  }

  /**
   * @param {string} chatId
   * @param {string} userId
   * @param {import('./types.js').Role} role
   * @returns {Promise<import('./types.js').Member>}
   */
  changeRole(chatId, userId, role) {
    return this.request('PATCH', `/chats/${chatId}/members/${userId}`, { body: { role } });
  }

  /**
   * @param {string} chatId
   * @param {string} userId the user's own id = the user leaves the group
   * @returns {Promise<void>}
   */
  removeMember(chatId, userId) {
    return this.request('DELETE', `/chats/${chatId}/members/${userId}`);
  }

  /**
   * @param {string} chatId
   * @param {number} offset
   * @param {number} limit 1–200
   * @returns {Promise<import('./types.js').HistoryPage>}
   */
  history(chatId, offset, limit) {
    return this.request('GET', `/history/${chatId}`, { query: { offset, limit }, has: ['items', 'total'] });
  }

  /**
   * @param {string} chatId
   * @param {number} id
   * @returns {Promise<import('./types.js').Message>}
   */
  message(chatId, id) {
    return this.request('GET', `/chats/${chatId}/messages/${id}`, { has: ['id'] });
  }

  /**
   * @param {string} chatId
   * @param {number} id
   * @param {{limit?: number, cursor?: string}} [page]
   * @returns {Promise<import('./types.js').Readers>}
   */
  readers(chatId, id, page = {}) {
    return this.request('GET', `/chats/${chatId}/messages/${id}/readers`, { query: page, has: ['items'] });
  }

  /**
   * @param {string} chatId
   * @param {number} after
   * @returns {Promise<import('./types.js').Changes>}
   */
  changes(chatId, after) {
    return this.request('GET', `/chats/${chatId}/changes`, { query: { after }, has: ['version', 'messages'] });
  }
}

/**
 * @param {string} text
 * @returns {any} undefined if the text is not a JSON object
 */
function objectIn(text) {
  try {
    const value = JSON.parse(text);
    return value !== null && typeof value === 'object' ? value : undefined;
  } catch {
    return undefined;
  }
}

/** @param {Response} response an answer that does not come from the server */
function foreign(response) {
  return offline(new Error(`HTTP ${response.status} that is not from the server`));
}
