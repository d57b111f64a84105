import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { MemoryStore } from '../../../javascript/index.js';
import { everything, scene, until, view } from './support.js';

/** @type {ReturnType<typeof scene>} */
let stage;
beforeEach(() => {
  stage = scene();
});
afterEach(() => stage.end());

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
      client.connectNow();
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
    const hello = stage.server.received.filter((frame) => frame.type === 'hello').at(-1);
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
    client.connectNow();
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
    const toUser = server.toUser;
    server.toUser = () => {};
    chat.messages.length = 0;
    chat.version = version - 1;
    server.post(chat, stage.boris, 'restored');
    server.toUser = toUser;
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
    const toUser = server.toUser;
    server.toUser = () => {};
    server.change(chat, 1, 'changed in the gap');
    server.toUser = toUser;
    server.post(chat, stage.boris, 'after the gap');
    await until(() => view(client, chat.id).version === chat.version);
    assert.deepEqual((await everything(client, chat.id)).map((m) => m?.text), ['changed in the gap', 'after the gap']);
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
    client.connectNow();
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
