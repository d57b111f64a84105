import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { MemoryStore } from '../../../javascript/index.js';
import { SendLimit } from '../send-limit.js';
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
    assert.equal(stage.server.received.filter((frame) => frame.type === 'send').length, 3);
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
    after.client.connectNow();
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
    one.client.connectNow();
    other.client.connectNow();
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
    stage.server.received.length = 0;
    for (const text of texts.slice(24)) client.send(stage.chat.id, text);
    await until(() => stage.server.received.filter((frame) => frame.type === 'send').length > 1, 'more than one at a time again');
    stage.server.mute = false;
    stage.server.cut();
    client.connectNow();
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
    const keys = stage.server.received.filter((frame) => frame.type === 'send').map((frame) => frame.key);
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
    client.connectNow();
    await edited;
    await until(() => view(client, chat.id).message(1)?.text === 'final');
  });
});
