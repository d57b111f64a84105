import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { IndexedDbStore, MemoryStore, VestnikClient } from '../../../javascript/index.js';
import { FallbackStore } from '../../../javascript/store.js';
import { Tabs } from '../../../javascript/tabs.js';
import { scene, until } from './support.js';

const before = Object.getOwnPropertyDescriptor(globalThis, 'indexedDB');

/** @param {PropertyDescriptor} how */
function replaceIndexedDb(how) {
  Object.defineProperty(globalThis, 'indexedDB', { ...how, configurable: true });
}

afterEach(() => {
  if (before) Object.defineProperty(globalThis, 'indexedDB', before);
  else Reflect.deleteProperty(globalThis, 'indexedDB');
});

/** A disk that can be full, broken, or silent. */
class Disk extends MemoryStore {
  /** @type {Set<'get' | 'set' | 'delete' | 'list'>} */
  failing = new Set();
  /** @type {Promise<void> | undefined} */
  silence;

  /** @param {'get' | 'set' | 'delete' | 'list'} what */
  async #answer(what) {
    await this.silence;
    if (this.failing.has(what)) throw new DOMException('no room', 'QuotaExceededError');
  }

  /** @override @param {string} key */
  async get(key) {
    await this.#answer('get');
    return super.get(key);
  }

  /** @override @param {string} key @param {any} value */
  async set(key, value) {
    await this.#answer('set');
    return super.set(key, value);
  }

  /** @override @param {string} key */
  async delete(key) {
    await this.#answer('delete');
    return super.delete(key);
  }

  /** @override @param {string} prefix */
  async list(prefix) {
    await this.#answer('list');
    return super.list(prefix);
  }
}

describe('a store that fails', () => {
  it('keeps in memory what a full disk does not take, until the disk takes a later value', async () => {
    const disk = new Disk();
    const store = new FallbackStore(disk);
    let changes = 0;
    store.on('changed', () => changes++);
    await store.set('a/1', 'old');
    await store.set('a/2', 'kept');
    disk.failing = new Set(['set', 'delete']);
    await store.set('a/1', 'new');
    await store.delete('a/2');
    await store.set('a/3', { of: ['memory'] });
    assert.equal(/** @type {any} */ (store.problem).name, 'QuotaExceededError');
    assert.equal(await store.get('a/1'), 'new');
    assert.deepEqual(await store.list('a/'), [['a/1', 'new'], ['a/3', { of: ['memory'] }]]);
    disk.failing.clear();
    await store.set('a/1', 'newest');
    assert.notEqual(store.problem, undefined, 'a/2 and a/3 are not stored yet');
    await store.delete('a/2');
    await store.delete('a/3');
    assert.equal(store.problem, undefined);
    assert.deepEqual(await disk.list('a/'), [['a/1', 'newest']]);
    assert.equal(changes, 2);
  });

  it('answers in time although the other store is silent, and uses that one when it answers again', async () => {
    const disk = new Disk();
    await disk.set('a', 'stored');
    let speak = () => {};
    disk.silence = new Promise((resolve) => (speak = resolve));
    const store = new FallbackStore(disk, 50);
    assert.equal(await store.get('a'), undefined);
    const begun = performance.now();
    await store.set('b', 1);
    assert.ok(performance.now() - begun < 40, 'waited only once');
    assert.equal(await store.get('b'), 1);
    assert.match(String(store.problem), /does not answer/);
    speak();
    await until(async () => (await store.get('a')) === 'stored');
    await store.set('b', 2);
    assert.equal(store.problem, undefined);
    assert.equal(await disk.get('b'), 2);
  });

  it('waits for a busy store, which answers one request after the other', async () => {
    let queue = Promise.resolve();
    const slow = new Disk();
    slow.get = (key) => (queue = queue.then(() => new Promise((resolve) => setTimeout(() => resolve(undefined), 30)))).then(() => /** @type {any} */ (key));
    const store = new FallbackStore(slow, 100);
    assert.deepEqual(await Promise.all(Array.from({ length: 8 }, (_, at) => store.get(`${at}`))), ['0', '1', '2', '3', '4', '5', '6', '7']);
    assert.equal(store.problem, undefined);
  });

  const refusing = () => {
    throw new DOMException('access denied', 'SecurityError');
  };
  /** @type {Record<string, PropertyDescriptor>} */
  const databases = {
    'is missing': { value: undefined },
    'cannot even be asked for': { get: refusing },
    'cannot be opened': { value: { open: refusing } },
    'fails to open': {
      value: {
        open: () => {
          const opening = /** @type {any} */ ({ error: new DOMException('no', 'UnknownError') });
          queueMicrotask(() => opening.onerror());
          return opening;
        },
      },
    },
  };
  for (const [what, how] of Object.entries(databases)) {
    it(`a browser whose database ${what}: the client works from memory and reports it`, async () => {
      replaceIndexedDb(how);
      const { server, chat, end } = scene();
      // The default store of a browser: with a document.
      Object.assign(globalThis, { document: {} });
      const client = new VestnikClient({ url: 'http://fake', fetch: server.fetch, WebSocket: server.WebSocket, random: () => 0 });
      Reflect.deleteProperty(globalThis, 'document');
      try {
        /** @type {unknown[]} */
        const problems = [];
        client.on('storage', ({ problem }) => problems.push(problem));
        assert.equal(await client.resume(), false);
        assert.equal(problems.length, 1);
        assert.equal(client.storageProblem, problems[0]);
        await client.login({ email: 'anna@example.org', password: 'secret' });
        client.send(chat.id, 'from memory');
        await until(() => chat.messages.length === 1);
        await client.keep('draft', 'kept');
        assert.deepEqual(await client.kept('draft'), [['draft', 'kept']]);
        server.cut(4001);
        await until(() => server.refreshes === 1 && client.state.name === 'live');
        await client.logout();
        assert.deepEqual(await client.kept(''), []);
      } finally {
        await client.close();
        await end();
      }
    });
  }

  it('a database that another tab has to delete is opened again', async () => {
    const connections = /** @type {any[]} */ ([]);
    const open = (/** @type {string} */ name) => {
      // A client of an earlier test may still be at work.
      if (name !== 'deleted') return refusing();
      const values = { get: () => ({ result: connections.length }) };
      let closed = false;
      const database = {
        close: () => (closed = true),
        transaction: () => {
          if (closed) throw new DOMException('closed', 'InvalidStateError');
          const transaction = /** @type {any} */ ({ objectStore: () => values });
          setImmediate(() => transaction.oncomplete());
          return transaction;
        },
      };
      const opening = /** @type {any} */ ({ result: database });
      connections.push(database);
      queueMicrotask(() => opening.onsuccess());
      return opening;
    };
    replaceIndexedDb({ value: { open } });
    const store = new IndexedDbStore('deleted');
    assert.equal(await store.get('a'), 1);
    connections[0].onversionchange();
    assert.equal(await store.get('a'), 2);
  });

  it('a token is renewed and used although the disk is full', async () => {
    const stage = scene();
    const disk = new Disk();
    const { client, login } = stage.client('anna', disk);
    try {
      await login();
      await until(() => client.state.name === 'live');
      disk.failing.add('set');
      stage.server.cut(4001);
      await until(() => stage.server.refreshes === 1 && client.state.name === 'live');
      stage.server.cut(4001);
      await until(() => stage.server.refreshes === 2 && client.state.name === 'live');
      assert.notEqual(client.storageProblem, undefined);
    } finally {
      await stage.end();
    }
  });

  it('a login and a send succeed on a full disk', async () => {
    const stage = scene();
    const disk = new Disk();
    disk.failing = new Set(['set', 'delete']);
    const { client, login } = stage.client('anna', disk);
    try {
      await login();
      client.send(stage.chat.id, 'full');
      await until(() => client.unsent === 0 && stage.chat.messages.length === 1);
    } finally {
      await stage.end();
    }
  });
});

describe('tabs of a browser that forbids locks and channels', () => {
  const globals = globalThis;
  /** @type {[string, PropertyDescriptor | undefined][]} */
  let saved = [];
  beforeEach(() => {
    saved = ['navigator', 'document', 'BroadcastChannel'].map((name) => [name, Object.getOwnPropertyDescriptor(globals, name)]);
  });
  afterEach(() => {
    for (const [name, descriptor] of saved) {
      if (descriptor) Object.defineProperty(globals, name, descriptor);
      else Reflect.deleteProperty(globals, name);
    }
  });

  it('work alone', async () => {
    const denied = () => Promise.reject(new DOMException('denied', 'SecurityError'));
    const channel = class {
      constructor() {
        throw new DOMException('denied', 'SecurityError');
      }
    };
    for (const [name, value] of Object.entries({ navigator: { locks: { request: denied, query: denied } }, document: {}, BroadcastChannel: channel })) {
      Object.defineProperty(globals, name, { value, configurable: true });
    }
    /** @type {unknown[]} */
    const unhandled = [];
    const collect = (/** @type {unknown} */ problem) => unhandled.push(problem);
    process.on('unhandledRejection', collect);
    const tabs = new Tabs('test', true);
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', collect);
    assert.deepEqual(unhandled, []);
    assert.equal(await tabs.alone('refresh', async () => 'done'), 'done');
    await assert.rejects(tabs.alone('refresh', async () => assert.fail('refused')), { message: 'refused' });
    assert.equal((await tabs.gone())('another'), true);
    tabs.post({ type: 'nothing' });
    tabs.close();
  });
});
