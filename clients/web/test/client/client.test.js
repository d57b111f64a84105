import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { MemoryStore, VestnikError } from '../../../javascript/index.js';
import { SendLimit } from '../fake-server.js';
import { everything, scene, until, view } from './support.js';

/** @type {ReturnType<typeof scene>} */
let stage;
beforeEach(() => {
  stage = scene();
});
afterEach(() => stage.end());

describe('the outbox', () => {
  it('shows a message at once and replaces it by the stored one after the acknowledgement', async () => {
    const { client, login } = stage.client('anna');
    await login();
    await until(() => client.state.name === 'live');
    const entry = client.send(stage.chat.id, 'hello');
    assert.deepEqual(view(client, stage.chat.id).pending.map((each) => each.text), ['hello']);
    await until(() => view(client, stage.chat.id).pending.length === 0);
    assert.equal(stage.chat.messages[0]?.key, entry.key);
    assert.equal(view(client, stage.chat.id).message(1)?.text, 'hello');
  });

  it('retries with the same key after a lost answer, so that the message appears once', async () => {
    const { client, login } = stage.client('anna');
    await login();
    await until(() => client.state.name === 'live');
    stage.server.answersToLose = 2;
    client.send(stage.chat.id, 'once');
    await until(() => client.unsent === 0);
    assert.deepEqual(stage.chat.messages.map((m) => m.text), ['once']);
    assert.equal(stage.server.heard.filter((frame) => frame.type === 'send').length, 3);
    assert.deepEqual((await everything(client, stage.chat.id)).map((m) => m?.text), ['once']);
  });

  it('survives a restart without a network, and keeps the order', async () => {
    const store = new MemoryStore();
    const before = stage.client('anna', store);
    await before.login();
    await until(() => before.client.state.name === 'live');
    await before.client.save();
    stage.server.down = true;
    stage.server.cut();
    await until(() => before.client.state.name === 'offline');
    for (const text of ['one', 'two', 'three']) before.client.send(stage.chat.id, text);
    await until(async () => (await store.list('outbox/')).length === 3);
    await before.client.close();

    const after = stage.client('anna', store);
    assert.equal(await after.client.resume(), true);
    assert.deepEqual(view(after.client, stage.chat.id).pending.map((each) => each.text), ['one', 'two', 'three']);
    stage.server.down = false;
    after.client.hurry();
    await until(() => after.client.unsent === 0);
    assert.deepEqual(stage.chat.messages.map((m) => m.text), ['one', 'two', 'three']);
    assert.deepEqual(await store.list('outbox/'), []);
  });

  it('two tabs with the same outbox send each entry once', async () => {
    const store = new MemoryStore();
    const one = stage.client('anna', store);
    await one.login();
    await until(() => one.client.state.name === 'live');
    stage.server.down = true;
    stage.server.cut();
    await until(() => one.client.state.name === 'offline');
    one.client.send(stage.chat.id, 'from both');
    await until(async () => (await store.list('outbox/')).length === 1);
    const other = stage.client('anna', store);
    await other.client.resume();
    stage.server.down = false;
    one.client.hurry();
    other.client.hurry();
    await until(() => one.client.unsent + other.client.unsent === 0);
    assert.deepEqual(stage.chat.messages.map((m) => m.text), ['from both']);
  });

  it('waits for the requested pause and then continues in order', async () => {
    const { client, login } = stage.client('anna');
    await login();
    await until(() => client.state.name === 'live');
    const refusal = { code: 'rate_limited', retryable: true, retryAfterMs: 300 };
    stage.server.refusals = [refusal, refusal, refusal];
    const begun = performance.now();
    for (const text of ['a', 'b', 'c']) client.send(stage.chat.id, text);
    await until(() => client.unsent === 0);
    assert.ok(performance.now() - begun > 290);
    assert.deepEqual(stage.chat.messages.map((m) => m.text), ['a', 'b', 'c']);
  });

  it('keeps the order under a limit, probes with one send, and reopens the window', async () => {
    const { client, login } = stage.client('anna');
    await login();
    await until(() => client.state.name === 'live');
    const limit = new SendLimit(8);
    stage.server.limit = limit;
    const texts = Array.from({ length: 40 }, (_, at) => `number ${at}`);
    for (const text of texts.slice(0, 24)) client.send(stage.chat.id, text);
    await until(() => client.unsent === 0, 'all are accepted', 20_000);
    assert.ok(limit.refused < 16 + 2 * 24, `refused ${limit.refused} times: it probes with more than one`);
    stage.server.limit = undefined;
    stage.server.mute = true;
    stage.server.heard.length = 0;
    for (const text of texts.slice(24)) client.send(stage.chat.id, text);
    await until(() => stage.server.heard.filter((frame) => frame.type === 'send').length > 1, 'more than one at a time again');
    stage.server.mute = false;
    stage.server.cut();
    client.hurry();
    await until(() => client.unsent === 0);
    assert.deepEqual(stage.chat.messages.map((m) => m.text), texts);
  });

  it('sends no more of a chat until all in flight are answered, in any order', async () => {
    const { client, login } = stage.client('anna');
    await login();
    await until(() => client.state.name === 'live');
    const refusal = { code: 'rate_limited', retryable: true, retryAfterMs: 100 };
    const forbidden = { code: 'forbidden', retryable: false };
    stage.server.refusals = [refusal, refusal, forbidden];
    const [first, second, third] = ['a', 'b', 'c'].map((text) => client.send(stage.chat.id, text));
    await until(() => client.unsent === 0);
    assert.deepEqual([first?.failed, second?.failed, third?.failed], [undefined, undefined, 'forbidden']);
    assert.deepEqual(stage.chat.messages.map((m) => m.text), ['a', 'b']);
    const keys = stage.server.heard.filter((frame) => frame.type === 'send').map((frame) => frame.key);
    assert.deepEqual(keys, [first?.key, second?.key, third?.key, first?.key, second?.key]);
  });

  it('settles a message as soon as it is received in the chat, whatever its answer was', async () => {
    const { client, login } = stage.client('anna');
    await login();
    await until(() => client.state.name === 'live');
    stage.server.showsKeys = true;
    stage.server.refusals = [{ code: 'unavailable', retryable: true, retryAfterMs: 60_000 }];
    const entry = client.send(stage.chat.id, 'stored all the same');
    await until(() => stage.server.refusals.length === 0);
    stage.server.post(stage.chat, stage.anna, entry.text, { key: entry.key });
    await until(() => client.unsent === 0);
    assert.deepEqual((await everything(client, stage.chat.id)).map((m) => m?.text), ['stored all the same']);
  });

  it('keeps a finally refused message until the user decides', async () => {
    const { client, login } = stage.client('anna');
    await login();
    await until(() => client.state.name === 'live');
    stage.server.refusals = [{ code: 'forbidden', retryable: false }];
    const refused = client.send(stage.chat.id, 'no');
    client.send(stage.chat.id, 'yes');
    await until(() => refused.failed !== undefined && stage.chat.messages.length === 1);
    assert.equal(refused.failed, 'forbidden');
    await client.retry(refused);
    await until(() => stage.chat.messages.length === 2);
    assert.deepEqual(stage.chat.messages.map((m) => m.text), ['yes', 'no']);
  });
});

describe('the view of a chat', () => {
  for (const start of [1, 2, 3, 5, 8, 13, 21, 34]) it(`equals the server after random cuts, seed ${start}`, async () => {
    let seed = start;
    const random = () => (seed = (seed * 1103515245 + 12345) & 0x7fffffff) / 0x7fffffff;
    const { server, chat } = stage;
    const anna = stage.client('anna');
    const boris = stage.client('boris');
    await anna.login();
    await boris.login();
    await until(() => anna.client.state.name === 'live' && boris.client.state.name === 'live');
    for (let step = 0; step < 400; step++) {
      const dice = random();
      const who = random() < 0.5 ? stage.anna : stage.boris;
      const id = 1 + Math.floor(random() * chat.messages.length);
      if (dice < 0.5) server.post(chat, who, `message ${step}`);
      else if (dice < 0.6 && chat.messages.length > 0) server.change(chat, id, `edited ${step}`);
      else if (dice < 0.65 && chat.messages.length > 0) server.change(chat, id, undefined);
      else if (dice < 0.75) server.read(chat, who, id);
      else if (dice < 0.85) anna.client.send(chat.id, `said ${step}`);
      else if (dice < 0.9) server.cut(random() < 0.5 ? 1006 : 4002);
      else if (dice < 0.95) await view(anna.client, chat.id).ensure(id, id + 50).catch(() => {});
      else await new Promise((resolve) => setTimeout(resolve, 1));
      if (step % 100 === 99) {
        server.answersToLose = 1;
        server.gapAbove = step === 299 ? 3 : 500;
      }
    }
    server.answersToLose = 0;
    for (const { client } of [anna, boris]) {
      client.hurry();
      await until(() => client.state.name === 'live' && client.unsent === 0);
      await until(() => view(client, chat.id).version === chat.version);
      // The server notifies only the author that others have read a message.
      const comparable = (/** @type {any} */ m) => (m.senderId === client.userId ? m : { ...m, read: undefined });
      const wanted = chat.messages.map((m) => comparable(server.shown(chat, m)));
      assert.deepEqual((await everything(client, chat.id)).map(comparable), wanted);
      const mine = server.view(chat, client.userId);
      await until(() => view(client, chat.id).info.unread === mine.unread, `unread ${mine.unread}`);
      assert.equal(view(client, chat.id).info.readUpTo, mine.readUpTo);
      assert.deepEqual(view(client, chat.id).info.lastMessage?.text, mine.lastMessage?.text);
    }
  });

  it('starts from the stored state and requests only later changes', async () => {
    const store = new MemoryStore();
    const before = stage.client('anna', store);
    for (let n = 1; n <= 30; n++) stage.server.post(stage.chat, stage.boris, `old ${n}`);
    await before.login();
    await until(() => before.client.state.name === 'live');
    await everything(before.client, stage.chat.id);
    await before.client.close();
    const version = stage.chat.version;
    stage.server.post(stage.chat, stage.boris, 'new');
    const after = stage.client('anna', store);
    await after.client.resume();
    await until(() => after.client.state.name === 'live');
    const hello = stage.server.heard.filter((frame) => frame.type === 'hello').at(-1);
    assert.equal(hello.since[stage.chat.id][0], version);
    assert.equal(view(after.client, stage.chat.id).message(31)?.text, 'new');
    assert.equal(view(after.client, stage.chat.id).message(20)?.text, 'old 20');
  });

  it('reports each message of others once: unread ones at the first start, over cuts, and those of a gap', async () => {
    const { server, chat } = stage;
    for (let n = 1; n <= 3; n++) server.post(chat, stage.boris, `${n}`);
    server.read(chat, stage.anna, 1);
    const { client, login } = stage.client('anna');
    /** @type {(string | undefined)[]} */
    const reported = [];
    client.on('message', ({ message }) => reported.push(message.text));
    await login();
    await until(() => reported.length === 2);
    server.gapAbove = 2;
    server.down = true;
    server.cut();
    await until(() => client.state.name === 'offline');
    for (let n = 4; n <= 8; n++) server.post(chat, stage.boris, `${n}`);
    server.down = false;
    client.hurry();
    await until(() => client.state.name === 'live');
    server.post(chat, stage.boris, '9');
    await until(() => reported.length >= 8);
    assert.deepEqual(reported.toSorted(), ['2', '3', '4', '5', '6', '7', '8', '9']);
    await client.close();
  });

  it('does not let an old page overwrite a newer event', async () => {
    const { server, chat } = stage;
    for (let n = 1; n <= 10; n++) server.post(chat, stage.boris, `m ${n}`);
    // Nothing is unread, so the client loads no message by itself.
    server.read(chat, stage.anna, 10);
    const { client, login } = stage.client('anna');
    await login();
    await until(() => client.state.name === 'live');
    const answered = server.answer.bind(server);
    server.answer = (method, url, body, token) => {
      const answer = answered(method, url, body, token);
      const page = structuredClone(answer);
      if (url.pathname.startsWith('/history')) server.change(chat, 5, 'edited while the page was on its way');
      return page;
    };
    const messages = await everything(client, chat.id);
    assert.equal(messages[4]?.text, 'edited while the page was on its way');
  });

  it('drops its state when the epoch changes', async () => {
    const { server, chat } = stage;
    server.post(chat, stage.boris, 'before');
    const { client, login } = stage.client('anna');
    await login();
    await until(() => client.state.name === 'live');
    await everything(client, chat.id);
    // After a restore, the version can be the same although the history is different. Only the epoch shows the
    // difference.
    const { version } = chat;
    const say = server.toUser;
    server.toUser = () => {};
    chat.messages.length = 0;
    chat.version = version - 1;
    server.post(chat, stage.boris, 'restored');
    server.toUser = say;
    assert.equal(chat.version, version);
    server.epoch = 'two';
    server.cut();
    await until(() => client.chat(chat.id)?.info.lastMessage?.text === 'restored');
    assert.deepEqual((await everything(client, chat.id)).map((m) => m?.text), ['restored']);
  });

  it('fills a gap in the versions from the changes', async () => {
    const { server, chat } = stage;
    const { client, login } = stage.client('anna');
    await login();
    await until(() => client.state.name === 'live');
    server.post(chat, stage.boris, 'held');
    await everything(client, chat.id);
    const say = server.toUser;
    server.toUser = () => {};
    server.change(chat, 1, 'changed unheard');
    server.toUser = say;
    server.post(chat, stage.boris, 'heard');
    await until(() => view(client, chat.id).version === chat.version);
    assert.deepEqual((await everything(client, chat.id)).map((m) => m?.text), ['changed unheard', 'heard']);
  });

  it('keeps events received during the request for the changes of a gap', async () => {
    const { server, chat, anna, boris } = stage;
    const { client, login } = stage.client('anna');
    await login();
    await until(() => client.state.name === 'live');
    const held = view(client, chat.id);
    await held.loadMembers();
    const member = { userId: boris, name: 'boris', role: 'member', joinedAt: server.now(), joinedAfter: 0, readUpTo: 0 };
    const answered = server.answer.bind(server);
    let asked = 0;
    server.answer = (method, url, body, token) => {
      const answer = structuredClone(answered(method, url, body, token));
      if (!url.pathname.endsWith('/changes')) return answer;
      if (++asked > 1) return [200, { ...answer[1], members: [member] }];
      // At the version of this answer, Boris was not a member; he is a member again before the answer arrives.
      chat.version++;
      server.toUser(anna, { type: 'members', chatId: chat.id, version: chat.version, members: [member], memberCount: 2 });
      return [200, { ...answer[1], members: [{ userId: boris, name: 'boris', joinedAt: server.now(), joinedAfter: 0, readUpTo: 0 }] }];
    };
    chat.version += 2;
    server.toUser(anna, { type: 'message', chatId: chat.id, version: chat.version, message: server.post(chat, boris, 'after the hole').message });
    await until(() => held.version === chat.version);
    assert.deepEqual([...(held.members?.keys() ?? [])].sort(), [anna, boris].sort());
  });

  it('ignores a member list older than an event', async () => {
    const { server, chat, anna, boris } = stage;
    const { client, login } = stage.client('anna');
    await login();
    await until(() => client.state.name === 'live');
    const held = view(client, chat.id);
    const answered = server.answer.bind(server);
    let left = false;
    server.answer = (method, url, body, token) => {
      const answer = structuredClone(answered(method, url, body, token));
      if (left || !url.pathname.endsWith('/members')) return answer;
      left = true;
      chat.members.delete(boris);
      chat.version++;
      const gone = { userId: boris, name: 'boris', joinedAt: server.now(), joinedAfter: 0, readUpTo: 0 };
      server.toUser(anna, { type: 'members', chatId: chat.id, version: chat.version, members: [gone], memberCount: 1 });
      return answer;
    };
    const members = await held.loadMembers();
    assert.deepEqual(members.map((each) => each.userId), [anna]);
  });

  it('does not report messages read on another device', async () => {
    const { server, chat } = stage;
    const { client, login } = stage.client('anna');
    /** @type {(string | undefined)[]} */
    const reported = [];
    client.on('message', ({ message }) => reported.push(message.text));
    await login();
    await until(() => client.state.name === 'live');
    server.down = true;
    server.cut();
    await until(() => client.state.name === 'offline');
    for (const text of ['read elsewhere', 'new']) server.post(chat, stage.boris, text);
    server.read(chat, stage.anna, 1);
    server.down = false;
    client.hurry();
    await until(() => reported.includes('new'));
    assert.deepEqual(reported, ['new']);
  });

  it('tracks the marks of readers and counts unread messages', async () => {
    const { server, chat } = stage;
    const { client, login } = stage.client('anna');
    await login();
    await until(() => client.state.name === 'live');
    client.send(chat.id, 'read me');
    await until(() => client.unsent === 0);
    const mine = () => /** @type {any} */ (view(client, chat.id).message(1));
    assert.equal(view(client, chat.id).isRead(mine()), false);
    server.read(chat, stage.boris, 1);
    await until(() => view(client, chat.id).isRead(mine()));
    server.post(chat, stage.boris, 'one');
    server.post(chat, stage.boris, 'two');
    await until(() => view(client, chat.id).info.unread === 2);
    view(client, chat.id).read(3);
    assert.equal(view(client, chat.id).info.unread, 0);
    await until(() => chat.members.get(stage.anna)?.readUpTo === 3);
  });
});

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
      client.hurry();
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
      client.hurry();
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
    client.hurry();
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
        client.hurry();
        await until(() => client.state.name === 'live');
        assert.equal(lone.server.refreshes, 1);
      } finally {
        await lone.end();
      }
    }
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
    await until(() => stage.server.refreshes === 1 && stage.server.heard.some((frame) => frame.type === 'auth'));
    assert.equal(stage.server.heard.filter((frame) => frame.type === 'hello').length, 1);
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
          if (waits.length < 9) setTimeout(() => client.hurry());
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

describe('edits and reads', () => {
  it('a refused edit does not undo a later one when it is retried', async () => {
    const { client, login } = stage.client('anna');
    await login();
    await until(() => client.state.name === 'live');
    client.send(stage.chat.id, 'first');
    await until(() => client.unsent === 0);
    stage.server.editRefusals = [{ code: 'rate_limited', retryable: true, retryAfterMs: 100 }];
    await Promise.all([client.edit(stage.chat.id, 1, 'second'), client.edit(stage.chat.id, 1, 'third')]);
    assert.equal(stage.chat.messages[0]?.text, 'third');
    const gone = client.edit('00000000-0000-7000-8000-000000000000', 1, 'no such chat');
    await assert.rejects(gone, { code: 'chat_not_found' });
    await client.edit(stage.chat.id, 1, 'fourth');
    assert.equal(stage.chat.messages[0]?.text, 'fourth');
  });

  it('retries after the connection was lost', async () => {
    const { server, chat } = stage;
    const { client, login } = stage.client('anna');
    await login();
    await until(() => client.state.name === 'live');
    client.send(chat.id, 'draft');
    await until(() => client.unsent === 0);
    server.down = true;
    server.cut();
    await until(() => client.state.name === 'offline');
    const edited = client.edit(chat.id, 1, 'final');
    server.down = false;
    client.hurry();
    await edited;
    await until(() => view(client, chat.id).message(1)?.text === 'final');
  });
});
