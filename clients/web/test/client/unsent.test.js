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

/** The user is no longer in the chat, whose members are notified. */
function remove() {
  stage.chat.members.delete(stage.anna);
  stage.server.toUser(stage.anna, { type: 'removed', chatId: stage.chat.id });
}

describe('an edit', () => {
  it('is shown at once, survives a restart without a network, and is stored once', async () => {
    const store = new MemoryStore();
    const before = await stage.annaLive(store);
    before.send(stage.chat.id, 'first');
    before.send(stage.chat.id, 'second');
    await until(() => before.unsent === 0);
    await everything(before, stage.chat.id);
    await stage.disconnect(before);
    before.edit(stage.chat.id, 1, 'edited offline').catch(() => {});
    before.delete(stage.chat.id, 2).catch(() => {});
    const shown = view(before, stage.chat.id).message(1);
    assert.deepEqual([shown?.text, shown?.change?.failed], ['edited offline', undefined]);
    assert.ok(view(before, stage.chat.id).message(2)?.deletedAt);
    assert.ok(view(before, stage.chat.id).lastMessage?.deletedAt);
    await until(async () => (await store.list('change/')).length === 2);
    await before.close();

    const after = stage.client('anna', store).client;
    await after.resume();
    assert.equal(view(after, stage.chat.id).message(1)?.text, 'edited offline');
    await stage.connect(after);
    await until(() => stage.chat.messages[0]?.text === 'edited offline' && stage.chat.messages[1]?.deletedAt !== undefined);
    await until(async () => (await store.list('change/')).length === 0);
    await until(() => view(after, stage.chat.id).message(1)?.change === undefined);
    assert.equal(stage.server.received.filter((frame) => frame.type === 'edit').length, 1);
    assert.deepEqual(view(after, stage.chat.id).message(1), stage.server.shown(stage.chat, stage.chat.messages[0]));
  });

  it('keeps its text when it is refused, until it is discarded or replaced', async () => {
    const store = new MemoryStore();
    const client = await stage.annaLive(store);
    client.send(stage.chat.id, 'old');
    await until(() => client.unsent === 0);
    const refused = { code: 'forbidden', retryable: false };
    stage.server.editRefusals = [refused, refused, refused];
    await assert.rejects(client.edit(stage.chat.id, 1, 'five hundred letters'), { code: 'forbidden' });
    const held = view(client, stage.chat.id);
    assert.deepEqual([held.message(1)?.text, held.message(1)?.change?.text, held.message(1)?.change?.failed], ['old', 'five hundred letters', 'forbidden']);
    await until(async () => (await store.list('change/'))[0]?.[1].failed === 'forbidden');

    await client.retry(/** @type {any} */ (held.message(1)?.change));
    await until(() => stage.server.editRefusals.length === 1 && held.message(1)?.change?.failed !== undefined);
    await assert.rejects(client.edit(stage.chat.id, 1, 'another try'), { code: 'forbidden' });
    assert.equal(held.message(1)?.change?.text, 'another try');
    await client.discard(/** @type {any} */ (held.message(1)?.change));
    assert.equal(held.message(1)?.change, undefined);
    assert.deepEqual(await store.list('change/'), []);
  });

  it('of a message that was deleted meanwhile keeps its text, and the message stays deleted', async () => {
    const client = await stage.annaLive();
    client.send(stage.chat.id, 'old');
    await until(() => client.unsent === 0);
    stage.server.change(stage.chat, 1, undefined);
    await assert.rejects(client.edit(stage.chat.id, 1, 'too late'), { code: 'message_deleted' });
    const message = view(client, stage.chat.id).message(1);
    assert.ok(message?.deletedAt);
    assert.deepEqual([message.text, message.change?.text], [undefined, 'too late']);
  });

  it('is shown until its event arrives, also if the answer comes first', async () => {
    const client = await stage.annaLive();
    client.send(stage.chat.id, 'old');
    await until(() => client.unsent === 0);
    const say = stage.server.toUser;
    /** @type {(() => void)[]} */
    const late = [];
    stage.server.toUser = (...args) => void late.push(() => say.apply(stage.server, args));
    await client.edit(stage.chat.id, 1, 'new');
    assert.equal(view(client, stage.chat.id).message(1)?.text, 'new');
    stage.server.toUser = say;
    for (const each of late) each();
    await until(() => view(client, stage.chat.id).message(1)?.change === undefined);
    assert.equal(view(client, stage.chat.id).message(1)?.text, 'new');
  });

  it('that waits for its retry is not sent in the session of the next user', async () => {
    const client = await stage.annaLive();
    client.send(stage.chat.id, 'of Anna');
    await until(() => client.unsent === 0);
    stage.server.editRefusals = [{ code: 'rate_limited', retryable: true, retryAfterMs: 100 }];
    const edited = client.edit(stage.chat.id, 1, 'edited by Anna');
    edited.catch(() => {});
    await until(() => stage.server.editRefusals.length === 0);
    await client.logout();
    await assert.rejects(edited, { code: 'offline' });
    await client.login({ email: 'boris@example.org', password: 'secret' });
    await until(() => client.state.name === 'live');
    await new Promise((resolve) => setTimeout(resolve, 200));
    assert.equal(stage.server.received.filter((frame) => frame.type === 'edit').length, 1);
  });
});

describe('unsent messages', () => {
  it('of a chat that is gone are refused, reported, and kept over a restart until they are discarded', async () => {
    const store = new MemoryStore();
    const before = await stage.annaLive(store);
    before.send(stage.chat.id, 'sent');
    await until(() => before.unsent === 0);
    stage.server.mute = true;
    before.send(stage.chat.id, 'unsent');
    before.edit(stage.chat.id, 1, 'unsaved').catch(() => {});
    before.delete(stage.chat.id, 1).catch(() => {});
    /** @type {any} */
    let removed;
    before.on('removed', (event) => (removed = event));
    await until(async () => (await store.list('change/')).length === 2);
    remove();
    await until(() => removed);
    assert.deepEqual([removed.chatId, removed.chat.id], [stage.chat.id, stage.chat.id]);
    assert.deepEqual(removed.unsent.map((/** @type {any} */ each) => [each.text, each.failed]), [['unsent', 'chat_not_found'], ['unsaved', 'chat_not_found']]);
    assert.deepEqual(before.unsentOfLeftChats.map((each) => each.text), ['unsent', 'unsaved']);
    assert.equal(before.unsent, 0);
    await before.close();
    stage.server.mute = false;

    const after = stage.client('anna', store).client;
    await after.resume();
    await until(() => after.state.name === 'live');
    assert.deepEqual(after.unsentOfLeftChats.map((each) => each.text), ['unsent', 'unsaved']);
    for (const each of after.unsentOfLeftChats) await after.discard(each);
    assert.deepEqual([after.unsentOfLeftChats, await store.list('outbox/'), await store.list('change/')], [[], [], []]);
  });

  it('that answer a deleted message are sent without the quote when the user retries', async () => {
    const client = await stage.annaLive();
    stage.server.post(stage.chat, stage.boris, 'original');
    stage.server.change(stage.chat, 1, undefined);
    const entry = client.send(stage.chat.id, 'an answer', { replyTo: 1 });
    await until(() => entry.failed === 'message_deleted');
    await client.retry(entry);
    await until(() => client.unsent === 0);
    assert.deepEqual([stage.chat.messages[1]?.text, stage.chat.messages[1]?.replyTo], ['an answer', undefined]);
  });

  it('are never sent by the next user, and are sent when their user logs in again', async () => {
    const client = await stage.annaLive();
    stage.server.mute = true;
    client.send(stage.chat.id, 'of Anna');
    await until(() => stage.server.received.some((frame) => frame.type === 'send'));
    stage.server.mute = false;
    stage.server.tokens.clear(); // the session is over, which is no logout
    stage.server.cut(4001);
    await until(() => client.state.name === 'signedOut');
    await client.login({ email: 'boris@example.org', password: 'secret' });
    await until(() => client.state.name === 'live');
    assert.equal(client.unsent, 0);
    await client.logout();
    assert.equal(stage.chat.messages.length, 0);
    await client.login({ email: 'anna@example.org', password: 'secret' });
    await until(() => client.unsent === 0 && stage.chat.messages.length === 1);
    assert.equal(stage.chat.messages[0]?.senderId, stage.anna);
  });
});
