// Creates realistic content for the screenshots, through the client library.
import { actor, until } from './browser/stage.js';

/**
 * @typedef {Awaited<ReturnType<typeof actor>>} Actor
 *
 * @typedef {object} World
 * @property {Actor} clara
 * @property {Actor} boris
 * @property {Actor} emma
 * @property {Actor} dmitri
 * @property {string} direct the chat with Clara
 * @property {string} group
 * @property {(who: Actor, chatId: string, text: string, replyTo?: number) => Promise<void>} say
 * @property {(who: Actor, chatId: string, upTo: number) => Promise<void>} read
 * @property {() => Promise<void>} close
 */

/**
 * @param {string} url
 * @param {string} myEmail the account in the browser
 * @returns {Promise<World>}
 */
export async function liveIn(url, myEmail) {
  const names = ['Clara Meier', 'Boris Kuznetsov', 'Emma Okafor', 'Дмитрий Орлов', 'נועה לוי', 'Farid Haddad'];
  /** @type {Actor[]} */
  const all = [];
  for (const name of names) all.push(await actor(url, name));
  const [clara, boris, emma, dmitri, noa, farid] = /** @type {[Actor, Actor, Actor, Actor, Actor, Actor]} */ (all);
  const [me] = await clara.client.api.findPeople(myEmail);
  const myId = me?.id ?? '';

  /** @param {Actor} who @param {string} chatId @param {string} text @param {number} [replyTo] */
  const say = async (who, chatId, text, replyTo) => {
    await until(() => who.client.chat(chatId) !== undefined);
    who.client.send(chatId, text, replyTo ? { replyTo } : {});
    await until(() => who.client.unsent === 0);
  };

  /** @param {Actor} who @param {string} chatId @param {number} upTo */
  const read = async (who, chatId, upTo) => {
    await until(() => (who.client.chat(chatId)?.lastMessageId ?? 0) >= upTo);
    who.client.chat(chatId)?.read(upTo);
  };

  const from = async (/** @type {Actor} */ who, /** @type {string[]} */ ...texts) => {
    const chat = await who.client.openDirect(myId);
    for (const text of texts) await say(who, chat.id, text);
    return chat.id;
  };
  await from(farid, 'The invoice is paid, thank you!');
  await from(noa, 'נתראה מחר בשמונה 🙂');
  await from(dmitri, 'Добрый вечер!', 'Билеты у меня, вагон 7, места 31 и 32');
  await from(emma, 'Did you see the northern lights last night?', 'I stayed up until two for them', '😍');

  const team = await boris.client.createGroup('Harbour Lights, crew', [myId, dmitri.client.userId, farid.client.userId]);
  await say(boris, team.id, 'Rehearsal moved to Thursday');
  await say(farid, team.id, 'Fine with me');

  const direct = await from(clara, 'Hi! Are you still up for the hut on Saturday?');

  const group = await clara.client.createGroup('Mountain weekend ⛰️', [myId, boris.client.userId, emma.client.userId, dmitri.client.userId]);
  await say(clara, group.id, 'Booked! Four beds in the hut, Friday to Sunday 🎉');
  await say(clara, group.id, 'Here is the way up: https://example.org/hut/way-up');
  await say(boris, group.id, 'Perfect. I can take three in the car, leaving at 15:30 from the station.');
  await say(emma, group.id, 'I have a tent too, should anybody want to look at the stars');
  return { clara, boris, emma, dmitri, direct, group: group.id, say, read, close: async () => void (await Promise.all(all.map((each) => each.client.close()))) };
}
