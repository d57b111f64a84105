import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { PASSWORD, Server, Tunnel, actor, emailOf, until } from '../browser/stage.js';
import { MemoryStore, VestnikClient, VestnikError } from '../../../javascript/index.js';

const STEPS = 150;

/** The seed, random in each run and printed, so that a failure can be reproduced: `SEED=… node --test test/server/`. */
const SEED = Number(process.env['SEED'] ?? Math.floor(Math.random() * 1e9));

const server = new Server();
before(() => server.start());
after(() => server.stop());

/** @param {number} seed */
function dice(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** @param {VestnikClient} client @param {string} chatId */
async function historyOf(client, chatId) {
  const messages = [];
  let total = 1;
  for (let offset = 0; offset < total; offset += 200) {
    const page = await client.api.history(chatId, offset, 200);
    messages.push(...page.items);
    total = page.total;
  }
  return messages;
}

it('each view equals the history of the server after random cuts, and every message is present once', async (t) => {
  t.diagnostic(`SEED=${SEED}`);
  const random = dice(SEED);
  const pick = (/** @type {number} */ count) => Math.floor(random() * count);
  const tunnels = [new Tunnel(server), new Tunnel(server), new Tunnel(server)];
  for (const tunnel of tunnels) await tunnel.open();
  const people = [];
  for (const [at, tunnel] of tunnels.entries()) people.push(await actor(tunnel.url, `Person ${at}`));
  const clients = people.map((each) => each.client);
  const [first, second, third] = /** @type {[VestnikClient, VestnikClient, VestnikClient]} */ (clients);
  const group = await first.createGroup('Tunnels', [second.userId, third.userId]);
  const direct = await first.openDirect(second.userId);
  await until(() => clients.every((client) => client.chat(group.id)) && second.chat(direct.id));
  /** @type {Map<string, string[]>} by chat: the sent texts, without those of refused messages */
  const said = new Map([[group.id, []], [direct.id, []]]);
  /**
   * @type {Promise<unknown>[]} the edits and deletions, which the library sends again after a cut or a temporary
   *     refusal
   */
  const changes = [];
  let cuts = 0;
  try {
    for (let step = 0; step < STEPS; step++) {
      const client = /** @type {VestnikClient} */ (clients[pick(3)]);
      const chatId = client === third || random() < 0.7 ? group.id : direct.id;
      const view = client.chat(chatId);
      const roll = random();
      if (!view) continue;
      const id = 1 + pick(Math.max(1, view.lastMessageId));
      const mine = view.message(id)?.senderId === client.userId && !view.message(id)?.deletedAt;
      if (roll < 0.55) {
        const text = `${chatId === group.id ? 'group' : 'direct'} ${step}`;
        client.send(chatId, text);
        said.get(chatId)?.push(text);
      } else if (roll < 0.63 && mine) changes.push(client.edit(chatId, id, `edited in step ${step}`));
      else if (roll < 0.68 && mine) changes.push(client.delete(chatId, id));
      else if (roll < 0.78) view.read(id);
      else if (roll < 0.85) await view.ensure(id, id + 20).catch(() => {});
      else if (roll < 0.95) {
        const tunnel = /** @type {Tunnel} */ (tunnels[pick(3)]);
        cuts++;
        tunnel.cut();
        setTimeout(() => tunnel.restore(), pick(60));
      } else await new Promise((resolve) => setTimeout(resolve, pick(40)));
    }
    t.diagnostic(`${cuts} cuts, ${[...said.values()].flat().length} messages`);
    for (const client of clients) {
      await until(() => {
        client.connectNow();
        return client.state.name === 'live' && client.unsent === 0;
      });
    }
    await Promise.allSettled(changes);
    for (const [chatId, texts] of said) {
      const members = chatId === group.id ? clients : [first, second];
      const version = (await first.api.chat(chatId)).version;
      for (const client of members) {
        const view = client.chat(chatId);
        assert.ok(view);
        await until(() => view.version === version, `version ${version} instead of ${view.version}`);
        await view.ensure(1, view.lastMessageId);
        const wanted = await historyOf(client, chatId);
        const held = wanted.map(({ id }) => view.message(id));
        // The server notifies only the author that others have read a message.
        const comparable = (/** @type {any} */ message) => (message?.senderId === client.userId ? message : { ...message, read: undefined });
        assert.deepEqual(held.map(comparable), wanted.map(comparable), `SEED=${SEED}`);
        const chat = await client.api.chat(chatId);
        await until(() => view.info.unread === chat.unread && view.info.readUpTo === chat.readUpTo && view.info.allReadUpTo === chat.allReadUpTo, `marks, SEED=${SEED}`);
        assert.equal(wanted.length, texts.length, `SEED=${SEED}`);
      }
      const untouched = (await historyOf(first, chatId)).filter((message) => !message.editedAt && !message.deletedAt).map((message) => message.text ?? '');
      assert.equal(new Set(untouched).size, untouched.length);
      for (const text of untouched) assert.ok(texts.includes(text));
    }
  } finally {
    for (const client of clients) await client.close();
    for (const tunnel of tunnels) tunnel.close();
  }
});

it('covers everything that an app needs', async () => {
  const anna = await actor(server.url, 'Anna Example');
  const boris = await actor(server.url, 'Boris Example');
  const { api } = anna.client;
  try {
    const username = `anna_${process.pid}_${Date.now() % 100_000}`.slice(0, 32);
    await api.changeProfile({ name: 'Anna Changed', username });
    assert.deepEqual(await api.me(), { id: anna.client.userId, name: 'Anna Changed', username, email: anna.email });
    assert.equal((await boris.client.api.findPeople(username.slice(0, 8)))[0]?.id, anna.client.userId);
    assert.equal((await boris.client.api.findPeople(anna.email))[0]?.name, 'Anna Changed');

    const direct = await boris.client.openDirect(anna.client.userId);
    boris.client.send(direct.id, 'hello');
    await until(() => anna.client.chat(direct.id)?.lastMessageId === 1);
    anna.client.type(direct.id);
    await until(() => boris.client.typing(direct.id).includes(anna.client.userId));
    anna.client.chat(direct.id)?.read(1);
    await until(() => direct.info.allReadUpTo === 1);
    const readers = await boris.client.api.readers(direct.id, 1);
    assert.deepEqual([readers.items.map((each) => each.userId), readers.required], [[anna.client.userId], 1]);
    anna.client.send(direct.id, 'hello too', { replyTo: 1 });
    await until(() => direct.message(2)?.replyTo === 1);
    await until(() => boris.client.presence(anna.client.userId)?.online === true);
    await boris.client.edit(direct.id, 1, 'hello, edited');
    await until(() => anna.client.chat(direct.id)?.message(1)?.editedAt !== undefined);
    await boris.client.delete(direct.id, 1);
    await until(() => anna.client.chat(direct.id)?.message(1)?.deletedAt !== undefined);

    const group = await anna.client.createGroup('Crew', []);
    await api.addMembers(group.id, [boris.client.userId]);
    await until(() => boris.client.chat(group.id)?.info.title === 'Crew');
    assert.equal((await group.loadMembers()).length, 2);
    await api.changeRole(group.id, boris.client.userId, 'admin');
    await until(() => boris.client.chat(group.id)?.info.myRole === 'admin' && group.members?.get(boris.client.userId)?.role === 'admin');
    await api.rename(group.id, 'Crew of two');
    await until(() => boris.client.chat(group.id)?.info.title === 'Crew of two');
    await boris.client.api.removeMember(group.id, boris.client.userId);
    await until(() => boris.client.chat(group.id) === undefined && group.info.memberCount === 1);
    await assert.rejects(boris.client.api.history(group.id, 0, 10), (problem) => problem instanceof VestnikError && problem.code === 'chat_not_found');
    await api.deleteGroup(group.id);
    await until(() => anna.client.chat(group.id) === undefined);

    const second = new VestnikClient({ url: server.url, store: new MemoryStore(), deviceName: 'a second one' });
    await second.login({ email: anna.email, password: PASSWORD });
    await until(() => second.state.name === 'live');
    const other = (await api.devices()).find((device) => !device.current);
    assert.equal(other?.name, 'a second one');
    await api.revokeDevice(other.id);
    await until(() => second.state.name === 'signedOut');
    assert.equal(second.state.why, 'device_revoked');
    await assert.rejects(api.register({ name: 'x', email: emailOf('x'), password: 'short' }), (problem) => {
      return problem instanceof VestnikError && problem.code === 'invalid_request' && problem.fields[0]?.field === 'password';
    });
    await api.changePassword(PASSWORD, 'another password');
    await second.login({ email: anna.email, password: 'another password' });
    await second.close();
    await anna.client.logout();
    assert.equal(anna.client.state.name, 'signedOut');
  } finally {
    await anna.client.close();
    await boris.client.close();
  }
});

it('a restarted program continues with one refresh, also with concurrent requests', async () => {
  const store = new MemoryStore();
  const before = new VestnikClient({ url: server.url, store });
  await before.register({ name: 'Dora', email: emailOf('Dora'), password: PASSWORD });
  await until(() => before.state.name === 'live');
  await before.close();
  const kept = await store.get('session');
  await store.set('session', { ...kept, goodUntilMs: 0 });
  let refreshes = 0;
  const after = new VestnikClient({
    url: server.url,
    store,
    fetch: (input, init) => {
      if (String(input).endsWith('/auth/refresh')) refreshes++;
      return fetch(input, init);
    },
  });
  assert.equal(await after.resume(), true);
  await Promise.all([after.api.me(), after.api.devices(), after.api.chats()]);
  await until(() => after.state.name === 'live');
  assert.equal(refreshes, 1);
  await after.close();
});
