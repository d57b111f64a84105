import { Emitter } from './emitter.js';
import { VestnikError, offline } from './errors.js';

/**
 * The maximum time from the start of an attempt to `ready`. After this time, a new attempt is more likely to succeed.
 */
const READY_MS_MAX = 15_000;

/** The maximum time from a `ping` to its answer: ten seconds by the protocol. */
const PONG_MS_MAX = 10_000;

/** The maximum time from a `ping` to its answer after the system reported that the network is gone. */
const PROBE_MS_MAX = 3_000;

const BACKOFF_MS_MIN = 500;

/**
 * The maximum back-off. It is short because a user may be looking at the screen; a thousand clients that reconnect
 * every 20 to 30 s make 40 attempts per second.
 */
const BACKOFF_MS_MAX = 30_000;

/** If a connection was live for this long, the back-off after it starts from the beginning. */
const GOOD_MS_MIN = 10_000;

/**
 * The minimum pause after close code 4503; the actual pause is up to half longer. A client that sends too much because
 * of an error would repeat that after an immediate reconnect. Waiting messages are sent after the pause.
 */
const FLOODED_MS = 30_000;

/** The close codes after which only a user or the program may connect again, each with the reason to show. */
const STOPS = /** @type {Record<number, string>} */ ({ 4500: 'bad_frame', 4504: 'replaced' });

/**
 * Keeps one WebSocket open and opens a new one whenever it is lost. Handles `hello`, the heartbeat, the renewal of the
 * token, requests with their answers, and the back-off that the close code requires.
 *
 * @typedef {import('./types.js').ConnectionState} ConnectionState
 * @typedef {{frame: Record<string, any>, repeat: boolean, resolve: (answer: any) => void, reject: (problem: unknown) => void}} Asked
 *
 * @extends {Emitter<{state: ConnectionState, ready: any, live: undefined, frame: any, lost: {code: number}}>}
 */
export class Connection extends Emitter {
  #how;
  /** @type {ConnectionState} */
  #state = { name: 'idle' };
  /** @type {import('./types.js').SocketLike | undefined} */
  #socket;
  #live = false;
  #running = false;
  /**
   * The number of calls of {@link stop}. Requests from before a {@link stop} are not sent after it, because another
   * user may be logged in then.
   */
  #run = 0;
  #lostAtMs = 0;
  #failures = 0;
  #liveAtMs = 0;
  /** The number of the current attempt to connect. Events of older attempts are ignored. */
  #try = 0;
  #refs = 0;
  /** @type {Map<number, Asked>} */
  #asked = new Map();
  /** @type {Asked[]} the idempotent requests that wait for the next connection */
  #waiting = [];
  #pingMs = 25_000;
  /** The time before which no connection is tried, even by {@link connectNow}. */
  #notBeforeMs = 0;
  /** @type {Map<string, ReturnType<typeof setTimeout>>} */
  #timers = new Map();
  #forgedOnce = false;
  /** @type {string | undefined} the token that the server refused, so that the next attempt needs another token */
  #refused;

  /**
   * @param {{
   *   url: string,
   *   socketType: () => Promise<import('./types.js').SocketType>,
   *   session: import('./session.js').SessionKeeper,
   *   prepare: () => Promise<Record<string, any>>,
   *   random?: () => number,
   * }} how `prepare` is called for each attempt, and returns the fields of `hello` other than the token
   */
  constructor(how) {
    super();
    this.#how = how;
    how.session.on('changed', () => this.#tokenChanged());
  }

  /** @returns {ConnectionState} */
  get state() {
    return this.#state;
  }

  get isLive() {
    return this.#live;
  }

  /** Connects and stays connected until {@link stop} is called. */
  start() {
    if (this.#running) return;
    this.#running = true;
    this.#failures = 0;
    this.#notBeforeMs = 0;
    this.#lostAtMs = Date.now();
    void this.#open();
  }

  /**
   * Closes the connection and opens no new one.
   *
   * @param {ConnectionState} [state] the state afterwards
   */
  stop(state = { name: 'idle' }) {
    this.#running = false;
    this.#run++;
    this.#drop();
    for (const asked of this.#waiting.splice(0)) asked.reject(offline());
    this.#setState(state);
  }

  /**
   * Tries to connect immediately, without waiting for the end of the back-off. Call it when the network is available
   * again, or when the user looks at the page.
   */
  connectNow() {
    if (!this.#running) return;
    if (this.#live) this.#ping(PROBE_MS_MAX);
    else if (this.#state.name === 'offline' && Date.now() >= this.#notBeforeMs) void this.#open();
  }

  /**
   * Sends a ping after the system reported that the network is gone. If the server does not answer soon, the connection
   * is lost.
   */
  checkConnection() {
    if (this.#live) this.#ping(PROBE_MS_MAX);
  }

  /** Opens a new connection, so that the server sends again what the local state lacks. */
  restart() {
    if (!this.#running) return;
    this.#drop();
    void this.#open();
  }

  /**
   * Sends a request and waits for its answer.
   *
   * @param {Record<string, any>} frame without `ref`
   * @param {{repeat?: boolean}} [how] `repeat`: the request is idempotent, so it is sent again on the next connection
   * @returns {Promise<any>}
   */
  request(frame, { repeat = false } = {}) {
    return new Promise((resolve, reject) => {
      const asked = { frame, repeat, resolve, reject };
      if (this.#live) this.#ask(asked);
      else if (repeat && this.#running) this.#waiting.push(asked);
      else reject(offline());
    });
  }

  /** @param {Record<string, any>} frame a frame without an answer; dropped if there is no connection */
  sendUnacknowledged(frame) {
    if (this.#live) this.#write(frame);
  }

  async #open() {
    const number = ++this.#try;
    this.#clear('retry');
    this.#setState({ name: 'connecting', sinceMs: this.#lostAtMs });
    this.#set('ready', READY_MS_MAX, () => this.#lost(number, 0));
    try {
      const Socket = await this.#how.socketType();
      const hello = await this.#how.prepare();
      const token = await this.#how.session.token(this.#refused);
      if (number !== this.#try || !this.#running) return;
      const socket = new Socket(this.#how.url);
      this.#socket = socket;
      socket.onopen = () => {
        if (number === this.#try) this.#write({ type: 'hello', v: 1, token, ...hello });
      };
      socket.onmessage = (event) => {
        if (number === this.#try) this.#received(number, event.data);
      };
      socket.onclose = (event) => this.#lost(number, event.code);
      socket.onerror = () => {};
    } catch (problem) {
      if (number !== this.#try || !this.#running) return;
      if (problem instanceof VestnikError && problem.status === 401) return; // the end of the session stops the connection
      this.#lost(number, 0, problem instanceof VestnikError ? problem.retryAfterMs : undefined);
    }
  }

  /**
   * @param {number} number
   * @param {any} data
   */
  #received(number, data) {
    this.#set('silence', this.#pingMs, () => this.#ping(PONG_MS_MAX));
    this.#clear('pong');
    /** @type {any} */
    let frame;
    try {
      frame = JSON.parse(data);
    } catch {
      return;
    }
    if (frame === null || typeof frame !== 'object') return;
    switch (frame.type) {
      case 'ready':
        this.#clear('ready');
        this.#pingMs = Math.max(1, frame.pingSeconds ?? 25) * 1000;
        this.#scheduleRefresh();
        this.emit('ready', frame);
        return;
      case 'live':
        if (number !== this.#try) return;
        this.#live = true;
        this.#liveAtMs = Date.now();
        this.#forgedOnce = false;
        this.emit('live', undefined);
        this.#setState({ name: 'live' });
        for (const asked of this.#waiting.splice(0)) this.#ask(asked);
        return;
      default:
        if (frame.ref === undefined) {
          this.emit('frame', frame);
          return;
        }
        this.#answered(frame);
    }
  }

  /** @param {any} frame */
  #answered(frame) {
    const asked = this.#asked.get(frame.ref);
    if (!asked) return;
    this.#asked.delete(frame.ref);
    if (frame.type !== 'error') {
      // `sent` stands in for an event, so its listener must receive it at its place among the events.
      if (frame.type === 'sent') this.emit('frame', frame);
      asked.resolve(frame);
      return;
    }
    const { code, message, retryable, retryAfterMs } = frame;
    if (retryable && asked.repeat) {
      const run = this.#run;
      setTimeout(() => {
        if (run !== this.#run) asked.reject(offline());
        else if (this.#live) this.#ask(asked);
        else this.#waiting.push(asked);
      }, retryAfterMs ?? BACKOFF_MS_MIN);
      return;
    }
    asked.reject(new VestnikError(code, message, { retryable, ...(retryAfterMs ? { retryAfterMs } : {}) }));
  }

  /** @param {Asked} asked */
  #ask(asked) {
    const ref = ++this.#refs;
    this.#asked.set(ref, asked);
    this.#write({ ...asked.frame, ref });
  }

  /** @param {Record<string, any>} frame */
  #write(frame) {
    try {
      this.#socket?.send(JSON.stringify(frame));
    } catch {
      // The connection is closing. `onclose` follows, and handles all unanswered requests.
    }
  }

  /** @param {number} answerMsMax */
  #ping(answerMsMax) {
    if (!this.#socket) return;
    const number = this.#try;
    if (this.#live) this.#write({ type: 'ping', ref: 0 });
    this.#set('pong', answerMsMax, () => this.#lost(number, 4003));
  }

  /**
   * @param {number} number
   * @param {number} code the close code; 0 if there was none
   * @param {number} [retryAfterMs]
   */
  #lost(number, code, retryAfterMs) {
    if (number !== this.#try || !this.#running) return;
    const wasLive = this.#live;
    this.#drop();
    if (wasLive) {
      this.#lostAtMs = Date.now();
      if (Date.now() - this.#liveAtMs >= GOOD_MS_MIN) this.#failures = 0;
    }
    this.emit('lost', { code });
    if (code === 4502) {
      this.#running = false;
      void this.#how.session.end('device_revoked');
      return;
    }
    if (code === 4501) {
      // Perhaps only the access token is invalid, which a refresh shows. If the server also refuses a new token, the
      // login has ended.
      if (this.#forgedOnce) {
        this.#running = false;
        void this.#how.session.end('not_authenticated');
        return;
      }
      this.#forgedOnce = true;
    }
    if (code === 4501 || code === 4001) {
      this.#refused = this.#how.session.current?.accessToken;
    } else if (code >= 4500 && code <= 4999 && code !== 4503) {
      this.stop({ name: 'stopped', why: STOPS[code] ?? `closed_${code}` });
      return;
    }
    const random = (this.#how.random ?? Math.random)();
    const step = Math.min(BACKOFF_MS_MAX, BACKOFF_MS_MIN * 2 ** Math.min(this.#failures, 10));
    // The first attempt after a good connection comes soon, but at a random time, since all clients lose a server at
    // the same time.
    const leastMs = code === 4503 ? FLOODED_MS * (1 + random / 2) : (retryAfterMs ?? 0);
    const backoffMs = Math.max(leastMs, this.#failures === 0 ? step * random : step * (0.5 + random / 2));
    if (code === 4503) this.#notBeforeMs = Date.now() + backoffMs;
    this.#failures++;
    this.#setState({ name: 'offline', sinceMs: this.#lostAtMs, retryAtMs: Date.now() + backoffMs });
    this.#set('retry', backoffMs, () => void this.#open());
  }

  #scheduleRefresh() {
    const spareMs = this.#how.session.spareMs;
    if (spareMs === Infinity) return;
    // setTimeout accepts at most 31 bits. For a token that lives longer, the timer is set again.
    this.#set('token', Math.min(Math.max(spareMs, 1000), 2 ** 31 - 1), () => void this.#renew());
  }

  async #renew() {
    try {
      await this.#how.session.token();
    } catch {
      // The timer below repeats the refresh. If it never succeeds, the server closes the connection with 4001.
    }
    this.#scheduleRefresh();
  }

  /** Sends a new token over the open connection, even if another tab has refreshed it. */
  #tokenChanged() {
    const kept = this.#how.session.current;
    if (!this.#live || !kept) return;
    this.request({ type: 'auth', token: kept.accessToken }).catch(() => {});
    this.#scheduleRefresh();
  }

  #drop() {
    this.#try++;
    for (const name of [...this.#timers.keys()]) this.#clear(name);
    this.#live = false;
    const socket = this.#socket;
    this.#socket = undefined;
    if (socket) {
      socket.onopen = socket.onmessage = socket.onclose = null;
      try {
        socket.close();
      } catch {
        // The connection is already closed.
      }
    }
    const asked = [...this.#asked.values()];
    this.#asked.clear();
    for (const one of asked) {
      if (one.repeat && this.#running) this.#waiting.push(one);
      else one.reject(offline());
    }
  }

  /** @param {ConnectionState} state */
  #setState(state) {
    this.#state = state;
    this.emit('state', state);
  }

  /**
   * @param {string} name
   * @param {number} delayMs
   * @param {() => void} action
   */
  #set(name, delayMs, action) {
    this.#clear(name);
    this.#timers.set(name, setTimeout(action, delayMs));
  }

  /** @param {string} name */
  #clear(name) {
    clearTimeout(this.#timers.get(name));
    this.#timers.delete(name);
  }
}
