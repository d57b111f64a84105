import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { VestnikError } from '../../../javascript/index.js';
import { scene, until } from './support.js';

/** @type {ReturnType<typeof scene>} */
let stage;
beforeEach(() => {
  stage = scene();
});
afterEach(() => stage.end());

describe('the session', () => {
  it('refreshes once for many requests', async () => {
    const { client, login } = stage.client('anna');
    stage.server.accessTokenMs = 1000;
    await login();
    stage.server.accessTokenMs = 600_000;
    await Promise.all([client.api.me(), client.api.me(), client.api.devices()]);
    await until(() => client.state.name === 'live');
    assert.equal(stage.server.refreshes, 1);
  });

  it('refreshes and reconnects after 4001', async () => {
    const { client, login } = stage.client('anna');
    await login();
    await until(() => client.state.name === 'live');
    stage.server.cut(4001);
    await until(() => stage.server.refreshes === 1);
    await until(() => client.state.name === 'live' && stage.server.sockets.size === 1);
  });

  it('ends with the reason when the device is revoked, and deletes all data', async () => {
    const { client, login, store } = stage.client('anna');
    await login();
    await until(() => client.state.name === 'live');
    stage.server.cut(4502);
    await until(() => client.state.name === 'signedOut');
    assert.equal(client.state.why, 'device_revoked');
    assert.deepEqual(client.chats, []);
    await until(async () => (await store.list('')).length === 0);
  });

  it('stays disconnected after it was replaced, until the program reconnects', async () => {
    const { client, login } = stage.client('anna');
    await login();
    await until(() => client.state.name === 'live');
    stage.server.cut(4504);
    await until(() => client.state.name === 'stopped');
    assert.equal(client.state.why, 'replaced');
    client.reconnect();
    await until(() => client.state.name === 'live');
  });

  it('reconnects after every other code', async () => {
    const { client, login } = stage.client('anna');
    await login();
    await until(() => client.state.name === 'live');
    for (const code of [1001, 1006, 1011, 4000, 4002, 4003, 4499]) {
      let lost = false;
      const off = client.on('state', (state) => (lost ||= state.name === 'offline'));
      stage.server.cut(code);
      await until(() => lost, `${code} lost`);
      client.connectNow();
      await until(() => client.state.name === 'live', `${code} back`);
      off();
    }
  });

  for (const [code, why] of /** @type {const} */ ([[4500, 'bad_frame'], [4504, 'replaced'], [4777, 'closed_4777']])) {
    it(`stays away after ${code} and says why`, async () => {
      const { client, login } = stage.client('anna');
      await login();
      await until(() => client.state.name === 'live');
      stage.server.cut(code);
      await until(() => client.state.name === 'stopped');
      assert.equal(client.state.why, why);
      client.connectNow();
      assert.equal(client.state.name, 'stopped');
    });
  }

  it('reconnects after 4503 with a long pause, and then sends waiting messages', async () => {
    const { client, login } = stage.client('anna');
    await login();
    await until(() => client.state.name === 'live');
    stage.server.cut(4503);
    await until(() => client.state.name === 'offline');
    const waitMs = (client.state.retryAtMs ?? 0) - Date.now();
    assert.ok(waitMs > 29_000 && waitMs <= 45_000, `${waitMs} ms`);
    const entry = client.send(stage.chat.id, 'kept');
    client.connectNow();
    assert.equal(client.state.name, 'offline');
    client.reconnect();
    await until(() => client.unsent === 0);
    assert.equal(entry.failed, undefined);
  });

  it('accepts only answers of the server: other parties cannot end the session', async () => {
    const html = { 'content-type': 'text/html' };
    for (const foreign of [
      () => new Response('<p>sign in to this network</p>', { status: 401, headers: html }),
      () => new Response('<p>forbidden</p>', { status: 403, headers: html }),
      () => new Response('<p>sign in to this network</p>', { status: 200, headers: html }),
      () => new Response('{}', { status: 200 }),
      () => new Response('[]', { status: 200 }),
      () => new Response('', { status: 200 }),
      () => new Response('{"error": "no"}', { status: 401 }),
    ]) {
      const lone = scene();
      try {
        const { client, store, login } = lone.client('anna');
        await login();
        await until(() => client.state.name === 'live');
        const before = await store.get('session');
        const asked = new Set();
        lone.server.between = (path) => {
          asked.add(path);
          return foreign();
        };
        await assert.rejects(client.api.chats(), { code: 'offline' });
        await assert.rejects(client.api.history(lone.chat.id, 0, 10), { code: 'offline' });
        lone.server.cut(4001);
        await until(() => asked.has('/auth/refresh') && client.state.name === 'offline');
        assert.deepEqual(await store.get('session'), before);
        lone.server.between = undefined;
        client.connectNow();
        await until(() => client.state.name === 'live');
        assert.equal(lone.server.refreshes, 1);
      } finally {
        await lone.end();
      }
    }
  });

  it('learns before the login whether registration is open', async () => {
    const { client } = stage.client('clara');
    assert.equal(await client.api.registration(), 'open');
    stage.server.registration = 'closed';
    assert.equal(await client.api.registration(), 'closed');
  });

  it('logs in to the account of a registration with a lost answer, and to no other', async () => {
    const { client } = stage.client('clara');
    const who = { name: 'Clara', email: 'clara@example.org', password: 'secret' };
    let lost = false;
    stage.server.between = (path) => {
      if (lost || path !== '/auth/register') return undefined;
      lost = true;
      stage.server.user('clara');
      return new Response('<p>timed out</p>', { status: 504 });
    };
    await assert.rejects(client.register(who), { retryable: true });
    await client.register(who);
    await until(() => client.state.name === 'live');
    const other = stage.client('anna').client;
    await assert.rejects(other.register({ ...who, email: 'anna@example.org', password: 'not hers' }), { code: 'email_taken' });
    assert.equal(other.userId, '');
  });

  it('refreshes after 4501, and is signed out when the new token is refused too', async () => {
    const { client, login } = stage.client('anna');
    await login();
    await until(() => client.state.name === 'live');
    stage.server.cut(4501);
    await until(() => stage.server.refreshes === 1 && client.state.name === 'live');
    stage.server.refuseAll = 4501;
    stage.server.cut(4501);
    await until(() => client.state.name === 'signedOut');
    assert.equal(client.state.why, 'not_authenticated');
    assert.equal(stage.server.refreshes, 2);
  });

  it('refreshes before the token expires and renews the open connection', async () => {
    const { client, login } = stage.client('anna');
    stage.server.accessTokenMs = 31_000; // one second above what is kept in reserve
    await login();
    stage.server.accessTokenMs = 600_000;
    await until(() => client.state.name === 'live');
    await until(() => stage.server.refreshes === 1 && stage.server.received.some((frame) => frame.type === 'auth'));
    assert.equal(stage.server.received.filter((frame) => frame.type === 'hello').length, 1);
  });

  it('backs off between attempts with jitter, up to half a minute', async () => {
    for (const random of [0, 1]) {
      const lone = scene();
      try {
        const { client, login } = lone.client('anna', undefined, random);
        await login();
        await until(() => client.state.name === 'live');
        lone.server.down = true;
        /** @type {number[]} */
        const waits = [];
        client.on('state', (state) => {
          if (state.name !== 'offline' || state.retryAtMs === undefined) return;
          waits.push(state.retryAtMs - Date.now());
          if (waits.length < 9) setTimeout(() => client.connectNow());
        });
        lone.server.cut();
        await until(() => waits.length === 9);
        const wanted = [500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000].map((step, at) => (random === 1 ? step : at === 0 ? 0 : step / 2));
        waits.forEach((wait, at) => assert.ok(Math.abs(wait - (wanted[at] ?? 0)) < 100, `try ${at}: ${wait} ms instead of ${wanted[at]}`));
      } finally {
        await lone.end();
      }
    }
  });

  it('reports a refused login as an error with its code', async () => {
    const { client } = stage.client('unknown');
    await assert.rejects(client.login({ email: 'unknown@example.org', password: 'x' }), (problem) => {
      return problem instanceof VestnikError && problem.code === 'bad_credentials';
    });
  });
});
