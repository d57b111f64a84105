import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { fixture } from './fixture.js';
import { PASSWORD, Server, bubble, findAndOpen, openChat, say, until } from './stage.js';

const { openTunnel, person, server, visitor, voice } = fixture();

/**
 * Lets the page connect at once. It may do so by itself meanwhile, and then has no button for it any more.
 *
 * @param {import('playwright-core').Page} page
 */
async function reconnect(page) {
  const button = page.locator('.state .link');
  const clicked = button.click({ timeout: 5_000 }).catch(() => {});
  await Promise.race([clicked, button.waitFor({ state: 'detached' })]);
}

describe('at one send per second', () => {
  const limited = new Server({ VESTNIK_LIMIT_SENDS: '1' });
  before(() => limited.start());
  after(() => limited.stop());

  it('messages sent quickly are shown as waiting, and all arrive in order', async () => {
    const anna = await person('Anna', { url: limited.url });
    const boris = await voice('Boris', limited.url);
    /** @type {string[]} */
    const refusals = [];
    let sockets = 1;
    // The page opened its first connection before this listener was added. The reload opens a connection that the
    // listener sees.
    anna.page.on('websocket', (socket) => {
      sockets++;
      socket.on('framereceived', ({ payload }) => {
        const frame = JSON.parse(String(payload));
        if (frame.type === 'error') refusals.push(frame.code);
      });
    });
    await anna.page.reload();
    await findAndOpen(anna.page, boris.email);
    const texts = Array.from({ length: 8 }, (_, at) => `number ${at}`);
    for (const text of texts) await say(anna.page, text);
    await until(() => refusals.length > 0, 'a send is refused');
    // The messages are refused temporarily. The user sees that they wait, and need not decide anything.
    await bubble(anna.page, 'number 7').locator('.meta:not(.room) .ticks.sending').waitFor();
    const waiting = await anna.page.locator('.row.pending').evaluateAll((rows) => rows.map((row) => /number \d/.exec(row.textContent ?? '')?.[0]));
    assert.ok(waiting.length > 1, `${waiting.length} wait`);
    assert.deepEqual(waiting, texts.slice(-waiting.length));
    assert.equal(await anna.page.locator('.row.failed').count(), 0);
    await bubble(anna.page, 'number 7').locator('.meta:not(.room) .ticks.sent').waitFor();
    assert.equal(await anna.page.locator('.row.pending, .row.failed, .state').count(), 0);
    const [chat] = boris.client.chats;
    assert.ok(chat);
    await until(() => chat.lastMessageId === texts.length);
    await chat.ensure(1, texts.length);
    assert.deepEqual(texts.map((_, at) => chat.message(at + 1)?.text), texts);
    assert.deepEqual(new Set(refusals), new Set(['rate_limited']));
    assert.equal(sockets, 2, 'the connection was never closed');
  });
});

describe('where registration is closed', () => {
  const closed = new Server({ VESTNIK_REGISTRATION: 'closed' });
  before(() => closed.start());
  after(() => closed.stop());

  for (const [locale, words] of /** @type {const} */ ([
    ['en-GB', { closed: 'Ask the operator of this server for an account.', forgot: 'The operator of this server can set a new one.' }],
    ['ru', { closed: 'Попросите аккаунт у того, кто управляет этим сервером.', forgot: 'Новый задаст тот, кто управляет этим сервером.' }],
  ])) {
    it(`the login offers no account and names the operator: ${locale}`, async () => {
      const page = await visitor(closed.url, { locale });
      await page.getByText(words.closed).waitFor();
      await page.getByText(words.forgot).waitFor();
      assert.equal(await page.locator('button.link').count(), 0);
    });
  }

  it('a form that was open before is refused and turns into the login', async () => {
    const page = await visitor(closed.url, { serviceWorkers: 'block' }, async (context) => {
      await context.route('**/auth', (route) => route.abort());
    });
    await page.locator('button.link').click();
    await page.locator('[name=name]').fill('Anna');
    await page.locator('[name=email]').fill('anna@example.org');
    await page.locator('[name=password]').fill(PASSWORD);
    await page.getByRole('button', { name: 'Create account', exact: true }).click();
    await page.getByText('Registration is closed.').waitFor();
    assert.equal(await page.locator('[name=name], button.link').count(), 0);
  });

  it('an open server offers an account, and names the operator for a lost password only', async () => {
    const page = await visitor(server.url);
    await page.getByText('The operator of this server can set a new one.').waitFor();
    await page.locator('button.link').click();
    await page.locator('[name=name]').waitFor();
    assert.equal(await page.locator('.hint').count(), 0);
  });
});

describe('a browser that stores nothing', () => {
  /** @type {Record<string, () => void>} */
  const browsers = {
    'forbids to ask for the database': () =>
      Object.defineProperty(window, 'indexedDB', {
        get: () => {
          throw new DOMException('denied', 'SecurityError');
        },
      }),
    'never opens the database': () => {
      IDBFactory.prototype.open = () => /** @type {any} */ ({});
    },
    'has a full disk': () => {
      IDBObjectStore.prototype.put = () => {
        throw new DOMException('full', 'QuotaExceededError');
      };
    },
  };
  for (const [what, script] of Object.entries(browsers)) {
    it(`and ${what}: registers, sends, and says what is lost`, async () => {
      const boris = await voice('Boris');
      const anna = await person('Anna', { script });
      await findAndOpen(anna.page, boris.email);
      await say(anna.page, 'from memory');
      await until(() => boris.client.chats[0]?.info.lastMessage?.text === 'from memory');
      await anna.page.locator('.not-stored', { hasText: 'unsent messages are lost' }).waitFor();
    });
  }
});

describe('what the user wrote', () => {
  it('stays visible when the user is removed from the chat meanwhile', async () => {
    const tunnel = await openTunnel();
    const boris = await voice('Boris');
    const anna = await person('Anna', { url: tunnel.url });
    const [found] = await boris.client.api.findPeople(anna.email);
    const group = await boris.client.createGroup('Crew', [found?.id ?? '']);
    await openChat(anna.page, 'Crew');
    tunnel.cut();
    await anna.page.locator('.state').waitFor();
    await say(anna.page, 'unsent words');
    await anna.page.locator('textarea').fill('half a sentence');
    await boris.client.api.removeMember(group.id, found?.id ?? '');
    tunnel.restore();
    await reconnect(anna.page);
    const dialog = anna.page.locator('dialog', { hasText: 'You are no longer in this chat.' });
    await dialog.getByText('unsent words').waitFor();
    await dialog.getByText('half a sentence').waitFor();
    await dialog.getByRole('button', { name: 'Decide later' }).click();
    await anna.page.reload();
    await dialog.getByText('unsent words').waitFor();
    await dialog.getByRole('button', { name: 'Discard' }).click();
    await dialog.waitFor({ state: 'detached' });
    await anna.page.reload();
    await anna.page.locator('#search').waitFor();
    assert.equal(await dialog.count(), 0);
  });

  it('stays visible when an edit is refused, also after a reload', async () => {
    const boris = await voice('Boris');
    const anna = await person('Anna');
    const [found] = await boris.client.api.findPeople(anna.email);
    const group = await boris.client.createGroup('Crew', [found?.id ?? '']);
    await openChat(anna.page, 'Crew');
    await say(anna.page, 'old');
    await bubble(anna.page, 'old').locator('.meta:not(.room) .ticks.sent').waitFor();
    await anna.page.locator('textarea').press('ArrowUp');
    await anna.page.locator('textarea').fill('five hundred letters');
    await boris.client.delete(group.id, 1);
    await anna.page.locator('.text.gone').waitFor();
    await anna.page.locator('textarea').press('Enter');
    const failed = anna.page.locator('.row.failed', { hasText: 'five hundred letters' });
    await failed.waitFor();
    await anna.page.reload();
    await failed.waitFor();
    await failed.locator('[data-act]').click();
    await anna.page.getByRole('menuitem', { name: 'Copy text' }).waitFor();
    await anna.page.getByRole('menuitem', { name: 'Discard' }).click();
    await anna.page.locator('.text.gone').waitFor();
  });
});
