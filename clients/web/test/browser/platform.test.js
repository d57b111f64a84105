import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { directWith, fixture, ticks } from './fixture.js';
import { bubble, changeStored, chatNamed, findAndOpen, newcomer, openChat, openProfile, say, storedKeys, until } from './stage.js';

const { pageErrors, openTunnel, person, server, voice } = fixture();

describe('several tabs, and closed ones', () => {
  it('messages of two offline tabs are delivered once, in the order of each tab', async () => {
    const tunnel = await openTunnel();
    const anna = await person('Anna', { url: tunnel.url });
    const boris = await voice('Boris');
    await findAndOpen(anna.page, boris.email);
    await say(anna.page, 'zero');
    await ticks(anna.page, 'zero').and(anna.page.locator('.sent')).waitFor();
    const other = await anna.context.newPage();
    await other.goto(anna.page.url());
    await bubble(other, 'zero').waitFor();
    tunnel.cut();
    for (const page of [anna.page, other]) await page.locator('.state').waitFor();
    for (const n of [1, 2]) {
      await say(anna.page, `left ${n}`);
      await say(other, `right ${n}`);
    }
    // One tab is closed with unsent messages; the other tab must send them.
    await until(async () => (await other.locator('.row.pending').count()) === 2);
    await other.close();
    tunnel.restore();
    await until(() => boris.client.chats[0]?.lastMessageId === 5);
    await until(async () => (await anna.page.locator('.row.pending').count()) === 0);
    const page = await boris.client.api.history(boris.client.chats[0]?.id ?? '', 0, 50);
    const texts = page.items.map((message) => message.text ?? '');
    assert.deepEqual(texts.filter((text) => text.startsWith('left')), ['left 1', 'left 2']);
    assert.deepEqual(texts.filter((text) => text.startsWith('right')), ['right 1', 'right 2']);
    assert.equal(page.total, 5);
  });

  it('a message from before a browser restart is sent after it', async () => {
    const tunnel = await openTunnel();
    const laptop = await openProfile();
    try {
      const boris = await voice('Boris');
      const anna = await newcomer(laptop, tunnel.url, 'Anna', { pageErrors });
      // This browser has no mouse, as on a phone, so Enter inserts a line break.
      const send = async (/** @type {string} */ text) => {
        await anna.page.locator('textarea').fill(text);
        await anna.page.getByRole('button', { name: 'Send' }).click();
      };
      await findAndOpen(anna.page, boris.email);
      await send('before');
      await ticks(anna.page, 'before').and(anna.page.locator('.sent')).waitFor();
      tunnel.cut();
      await anna.page.locator('.state').waitFor();
      await send('written in the tunnel');
      await until(async () => (await anna.page.locator('.row.pending').count()) === 1);
      // The browser is killed after the write to its database, without being closed.
      await until(async () => (await storedKeys(anna.page, 'outbox/')).length === 1);
      await laptop.crash();
      tunnel.restore();
      const page = await (await laptop.reopen()).newPage();
      await page.goto(`${tunnel.url}/`);
      await until(() => boris.client.chats[0]?.lastMessageId === 2);
      assert.equal(boris.client.chats[0]?.info.lastMessage?.text, 'written in the tunnel');
      await openChat(page, 'Boris');
      await ticks(page, 'written in the tunnel').and(page.locator('.sent')).waitFor();
      assert.equal(await bubble(page, 'written in the tunnel').count(), 1);
    } finally {
      await laptop.close();
    }
  });

  it('tokens are refreshed once, however many tabs there are', async () => {
    const anna = await person('Anna');
    await until(async () => (await storedKeys(anna.page, 'session')).length === 1);
    const address = anna.page.url();
    let refreshes = 0;
    anna.context.on('request', (request) => {
      if (request.url().endsWith('/auth/refresh')) refreshes++;
    });
    await changeStored(anna.page, 'session', { goodUntilMs: 0 });
    const tabs = [];
    for (let n = 0; n < 3; n++) tabs.push(await anna.context.newPage());
    await Promise.all([anna.page.reload(), ...tabs.map((tab) => tab.goto(address))]);
    for (const tab of [anna.page, ...tabs]) await until(async () => (await tab.locator('#announcements').textContent()) === 'Connected');
    assert.equal(refreshes, 1);
  });
});

describe('on every platform', () => {
  it('uses the language of the browser, with its plurals and times', async () => {
    const anna = await person('Анна', { locale: 'ru-RU' });
    const boris = await voice('Борис');
    const [me] = await boris.client.api.findPeople(anna.email);
    const group = await boris.client.createGroup('Дача', [me?.id ?? '']);
    boris.client.send(group.id, 'Привет!');
    await openChat(anna.page, 'Дача');
    await bubble(anna.page, 'Привет!').waitFor();
    await anna.page.locator('.conversation .line', { hasText: '2 участника' }).waitFor();
    await anna.page.locator('.day', { hasText: 'Сегодня' }).waitFor();
    assert.equal(await anna.page.locator('html').getAttribute('lang'), 'ru');
    assert.equal(await anna.page.locator('textarea').getAttribute('placeholder'), 'Сообщение');
    const german = await person('Uta', { locale: 'de-DE' });
    assert.equal(await german.page.locator('html').getAttribute('lang'), 'en');
  });

  it('follows the light or dark mode of the system without a reload', async () => {
    const anna = await person('Anna');
    const brightness = () => anna.page.evaluate(() => {
      const [red = 0, green = 0, blue = 0] = (getComputedStyle(document.body).backgroundColor.match(/\d+/g) ?? []).map(Number);
      return (red + green + blue) / 3;
    });
    await anna.page.emulateMedia({ colorScheme: 'light' });
    assert.ok((await brightness()) > 200);
    await anna.page.emulateMedia({ colorScheme: 'dark' });
    assert.ok((await brightness()) < 60);
  });

  it('fits from the smallest phone to a wide desktop; a phone shows one column', async () => {
    const anna = await person('Anna with a very long name that does not end soon');
    const boris = await voice('Boris');
    await findAndOpen(anna.page, boris.email);
    await say(anna.page, 'word'.repeat(200));
    for (const width of [320, 390, 719, 720, 1280, 2200]) {
      await anna.page.setViewportSize({ width, height: 700 });
      const seen = await anna.page.evaluate(() => ({
        wide: document.documentElement.scrollWidth > innerWidth,
        list: (document.querySelector('vestnik-chats')?.getBoundingClientRect().width ?? 0) > 0,
        talk: (document.querySelector('vestnik-conversation')?.getBoundingClientRect().width ?? 0) > 0,
        field: document.querySelector('textarea')?.getBoundingClientRect().width ?? 0,
      }));
      assert.equal(seen.wide, false, `${width}`);
      assert.ok(seen.field > 150, `${width}`);
      assert.deepEqual([seen.list, seen.talk], [width >= 720, true], `${width}`);
    }
    await anna.page.setViewportSize({ width: 390, height: 700 });
    await anna.page.getByRole('button', { name: 'Back to chats' }).click();
    await chatNamed(anna.page, 'Boris').waitFor();
    await anna.page.locator('textarea').waitFor({ state: 'hidden' });
    await anna.page.goBack();
    await anna.page.locator('textarea').waitFor();
  });

  it('notifies of messages in the background if enabled', async () => {
    const anna = await person('Anna', { permissions: ['notifications'] });
    // Headless browsers show no notifications, so the calls are recorded.
    await anna.page.evaluate(() => {
      /** @type {any[]} */
      const shown = [];
      /** @type {any} */ (window).shown = shown;
      ServiceWorkerRegistration.prototype.showNotification = async (/** @type {string} */ title, /** @type {any} */ how) => void shown.push({ title, ...how });
      Object.defineProperty(Notification, 'permission', { get: () => 'granted' });
      Notification.requestPermission = async () => 'granted';
    });
    const boris = await voice('Boris');
    const chat = await directWith(boris, anna.email);
    boris.client.send(chat.id, 'before it was asked for');
    await chatNamed(anna.page, 'Boris').waitFor();
    await anna.page.getByRole('button', { name: 'Menu' }).click();
    await anna.page.getByRole('menuitem', { name: 'Settings' }).click();
    await anna.page.getByRole('switch').check();
    await anna.page.keyboard.press('Escape');
    await anna.page.evaluate(() => Object.defineProperty(document, 'hidden', { configurable: true, get: () => true }));
    boris.client.send(chat.id, 'psst');
    const shown = () => anna.page.evaluate(() => /** @type {any} */ (window).shown);
    await until(async () => (await shown()).length > 0);
    assert.deepEqual(await shown(), [{ title: 'Boris', body: 'psst', tag: `${chat.id}/2`, data: `/#/c/${chat.id}` }]);
    await anna.page.evaluate(() => Object.defineProperty(document, 'hidden', { configurable: true, get: () => false }));
    boris.client.send(chat.id, 'you are looking');
    await chatNamed(anna.page, 'Boris').getByText('you are looking').waitFor();
    assert.equal((await shown()).length, 1);
  });

  it('a browser finds no obstacle to installation', async () => {
    const laptop = await openProfile();
    try {
      const page = await laptop.context.newPage();
      await page.goto(server.url);
      await page.evaluate(() => navigator.serviceWorker.ready);
      const session = await laptop.context.newCDPSession(page);
      const { installabilityErrors } = /** @type {any} */ (await session.send(/** @type {any} */ ('Page.getInstallabilityErrors')));
      assert.deepEqual(installabilityErrors, []);
    } finally {
      await laptop.close();
    }
  });
});
