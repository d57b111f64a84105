import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { MemoryStore, VestnikError, randomUuid } from '../../../javascript/index.js';
import { SessionKeeper } from '../../../javascript/session.js';
import { FallbackStore } from '../../../javascript/store.js';
import { until } from './support.js';

const UUID_V4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** @type {MemoryStore} */
let store;
/** @type {((news: {type: string}) => void)[]} the tabs of one browser */
let listeners;
beforeEach(() => {
  store = new MemoryStore();
  listeners = [];
  refreshed = [];
});

/** @type {string[]} */
let refreshed = [];

/**
 * @param {import('../../../javascript/types.js').Store & {problem?: unknown}} [own]
 * @returns {SessionKeeper} the session of another tab; without `own`, the tab uses the shared store
 */
function tab(own = store) {
  /** @type {(news: {type: string}) => void} */
  let ownListener = () => {};
  const tabs = {
    post: (/** @type {{type: string}} */ news) => listeners.filter((each) => each !== ownListener).forEach((each) => each(news)),
    listen: (/** @type {(news: {type: string}) => void} */ listener) => listeners.push((ownListener = listener)),
    alone: (/** @type {string} */ _, /** @type {() => Promise<string>} */ work) => work(),
  };
  const api = {
    clockAheadMs: 0,
    refresh: (/** @type {string} */ token) => {
      refreshed.push(token);
      return Promise.reject(new VestnikError('not_authenticated', 'refused', { status: 401 }));
    },
  };
  return new SessionKeeper(own, /** @type {any} */ (api), /** @type {any} */ (tabs));
}

/**
 * @param {string} userId
 * @param {string} token
 */
function session(userId, token) {
  const expires = new Date(Date.now() + 600_000).toISOString();
  return { userId, deviceId: 'd', accessToken: token, accessTokenExpiresAt: expires, refreshToken: `r${token}`, refreshTokenExpiresAt: expires };
}

/** @param {SessionKeeper} keeper */
function ended(keeper) {
  /** @type {string[]} */
  const reasons = [];
  keeper.on('ended', ({ why }) => reasons.push(why));
  return reasons;
}

it('uses the newer session of the same user from another tab', async () => {
  const one = tab();
  await one.adopt(session('anna', '1'));
  const reasons = ended(one);
  await tab().adopt(session('anna', '2'));
  await until(() => one.current?.accessToken === '2');
  assert.deepEqual(reasons, []);
});

it('ends when another user logs in in another tab, and leaves the session of that one', async () => {
  const one = tab();
  await one.adopt(session('anna', '1'));
  const reasons = ended(one);
  const two = tab();
  await two.adopt(session('boris', '2'));
  await until(() => reasons.length > 0);
  assert.deepEqual(reasons, ['other_user']);
  assert.equal(one.current, undefined);
  assert.equal(two.current?.userId, 'boris');
  assert.equal((await store.get('session')).userId, 'boris');
});

it('never answers with the token of another user, also without a message of the other tab', async () => {
  const one = tab();
  await one.adopt(session('anna', '1'));
  const reasons = ended(one);
  listeners.length = 0;
  await tab().adopt(session('boris', '2'));
  await assert.rejects(one.token('1'), { code: 'not_authenticated' });
  assert.deepEqual(reasons, ['other_user']);
  assert.equal((await store.get('session')).userId, 'boris');
});

describe('a session that could not be stored', () => {
  /** @returns {FallbackStore} of a tab; it reads the shared store and cannot write */
  function full() {
    const disk = new MemoryStore();
    disk.get = (key) => store.get(key);
    disk.set = () => Promise.reject(new Error('full'));
    return new FallbackStore(disk);
  }

  it('is used by the other tabs, which never repeat an older refresh token', async () => {
    await tab().adopt(session('anna', '1'));
    const [one, two] = [tab(full()), tab(full())];
    await one.load();
    await two.load();
    await one.adopt({ ...session('anna', '2'), accessTokenExpiresAt: new Date(Date.now() + 900_000).toISOString() });
    await until(() => two.current?.accessToken === '2');
    await assert.rejects(two.token('2'), { code: 'not_authenticated' });
    assert.deepEqual(refreshed, ['r2']);
  });

  it('does not affect a tab with another device, also at its end', async () => {
    const [one, two] = [tab(full()), tab(full())];
    await one.adopt(session('anna', '1'));
    await two.adopt({ ...session('boris', '2'), deviceId: 'another' });
    const reasons = ended(one);
    await two.end('logged_out');
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual([one.current?.userId, two.current, reasons], ['anna', undefined, []]);
  });
});

it('a tab without a session does not take one of another tab', async () => {
  const one = tab();
  await tab().adopt(session('anna', '1'));
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(one.current, undefined);
});

const own = Object.getOwnPropertyDescriptor(crypto, 'randomUUID');
afterEach(() => {
  if (own) Object.defineProperty(crypto, 'randomUUID', own);
  else delete (/** @type {any} */ (crypto).randomUUID);
});

it('makes random UUIDs on pages from HTTP, too', () => {
  Object.defineProperty(crypto, 'randomUUID', { value: undefined, configurable: true });
  const made = Array.from({ length: 100 }, randomUuid);
  for (const uuid of made) assert.match(uuid, UUID_V4);
  assert.equal(new Set(made).size, 100);
});
