import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { serverAndBrowser } from './fixture.js';
import { PageErrors, PASSWORD, actor, bubble, findAndOpen, newcomer, openChat, say, until } from './stage.js';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const SOURCES = {
  app: fileURLToPath(new URL('../../src/main/web/app', import.meta.url)),
  client: fileURLToPath(new URL('../../../javascript', import.meta.url)),
};

/** The maximum number of bytes that are transferred for the first screen, including everything. */
const FIRST_LOAD_BYTES_MAX = 110_000;

/**
 * The maximum time until the page can be used. On two idle cores this takes less than 1,000 ms, but a test may run on
 * busy cores.
 */
const USABLE_MS_MAX = 10_000;

const { browser, server } = serverAndBrowser();

/** @param {import('playwright-core').Page} page @param {string} screen */
async function check(page, screen) {
  // The script is injected through the debugger, since the policy of the page would forbid it otherwise.
  await page.evaluate(`(() => { if (!window.axe) { ${axe} } })()`);
  const violations = await page.evaluate(async () => {
    const result = await /** @type {any} */ (window).axe.run(document, {
      rules: { 'target-size': { enabled: true } },
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    });
    return result.violations.map((/** @type {any} */ each) => `${each.id}: ${each.nodes.map((/** @type {any} */ node) => `${node.html.slice(0, 160)} ${node.failureSummary}`).join('\n')}`);
  });
  assert.deepEqual(violations, [], screen);
}

/** Creates users, a group, and a conversation with every kind of content. */
async function world() {
  const boris = await actor(server.url, 'Boris Kuznetsov');
  const clara = await actor(server.url, 'Clara Meier');
  return { boris, clara };
}

describe('accessibility', () => {
  for (const [name, how] of /** @type {const} */ ([
    ['light, desktop', { colorScheme: 'light', viewport: { width: 1280, height: 800 } }],
    ['dark, tablet', { colorScheme: 'dark', viewport: { width: 820, height: 1100 } }],
    ['dark, phone', { colorScheme: 'dark', viewport: { width: 390, height: 844 } }],
    ['light, phone, Russian', { colorScheme: 'light', viewport: { width: 390, height: 844 }, locale: 'ru' }],
  ])) {
    it(`axe finds no problem on any screen: ${name}`, async () => {
      const ru = name.includes('Russian');
      const { boris, clara } = await world();
      const pageErrors = new PageErrors();
      const outside = await browser.newContext({ ...how });
      const login = await outside.newPage();
      await login.goto(server.url);
      await login.locator('form').waitFor();
      await check(login, 'log in');
      await login.locator('button.link').click();
      await check(login, 'register');
      await outside.close();

      const { page, context, email } = await newcomer(browser, server.url, 'Anna Lindqvist', { pageErrors, reducedMotion: 'reduce', ...how });
      await check(page, 'no chats');
      const [me] = await boris.client.api.findPeople(email);
      assert.ok(me);
      const direct = await boris.client.openDirect(me.id);
      for (const text of ['Hello', 'See https://example.org/', '🎉', 'Are you there?']) boris.client.send(direct.id, text);
      boris.client.send(direct.id, 'An answer', { replyTo: 1 });
      const group = await boris.client.createGroup('Weekend', [me.id, clara.client.userId]);
      boris.client.send(group.id, 'Who is in?');
      await page.locator('a.chat .badge', { hasText: '5' }).waitFor();
      await check(page, 'list');
      await openChat(page, 'Boris');
      await bubble(page, 'An answer').waitFor();
      await say(page, 'Mine');
      await bubble(page, 'Mine').locator('.meta:not(.room) .ticks.sent').waitFor();
      await page.locator('textarea').press('ArrowUp');
      await check(page, 'conversation, editing');
      await page.keyboard.press('Escape');
      await bubble(page, 'Mine').click({ button: 'right' });
      await check(page, 'message menu');
      await page.keyboard.press('Escape');
      await page.locator('.writing > .round').click();
      await page.locator('.emoji-panel').waitFor();
      await check(page, 'emoji');
      await page.keyboard.press('Escape');
      if (how.viewport.width < 720) await page.locator('.back').click();
      await openChat(page, 'Weekend');
      await bubble(page, 'Who is in?').waitFor();
      await check(page, 'group');
      await page.locator('.conversation .about').first().click();
      await page.locator('dialog .person').first().waitFor();
      await check(page, 'group details');
      await page.keyboard.press('Escape');
      if (how.viewport.width < 720) await page.locator('.back').click();
      await page.getByRole('button', { name: ru ? 'Меню' : 'Menu' }).click();
      await check(page, 'menu');
      await page.getByRole('menuitem', { name: ru ? 'Настройки' : 'Settings' }).click();
      await page.locator('dialog .person').first().waitFor();
      for (const each of await page.locator('dialog details').all()) await each.evaluate((details) => ((/** @type {HTMLDetailsElement} */ (details)).open = true));
      await check(page, 'settings');
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: ru ? 'Меню' : 'Menu' }).click();
      await page.getByRole('menuitem', { name: ru ? 'Новая группа' : 'New group' }).click();
      await page.locator('dialog .person').first().waitFor();
      await check(page, 'new group');
      await page.keyboard.press('Escape');
      await page.locator('#search').fill('clara');
      await page.locator('.chat-list button.chat').first().waitFor();
      await check(page, 'search');
      assert.deepEqual(pageErrors.all, []);
      await context.close();
      await boris.client.close();
      await clara.client.close();
    });
  }

  it('every action is possible with the keyboard alone', async () => {
    const { boris, clara } = await world();
    const { page, context, email } = await newcomer(browser, server.url, 'Anna');
    await page.evaluate(() => document.addEventListener('mousedown', () => console.error('a mouse was used'), true));
    const pageErrors = new PageErrors();
    page.on('console', (message) => message.type() === 'error' && pageErrors.all.push(message.text()));
    const press = (/** @type {string[]} */ ...keys) => keys.reduce((before, key) => before.then(() => page.keyboard.press(key)), Promise.resolve());
    const focused = () => page.evaluate(() => document.activeElement?.tagName + '.' + document.activeElement?.className);

    await press('Control+k');
    await page.keyboard.type(boris.email);
    await page.locator('.chat-list button.chat').first().waitFor();
    await press('ArrowDown', 'Enter');
    await page.locator('textarea').waitFor();
    await until(async () => (await focused()).startsWith('TEXTAREA'));
    await page.keyboard.type('by keyboard');
    await press('Enter');
    await bubble(page, 'by keyboard').locator('.meta:not(.room) .ticks.sent').waitFor();
    await press('ArrowUp');
    await press('End');
    await page.keyboard.type(', edited');
    await press('Enter');
    await bubble(page, 'by keyboard, edited').waitFor();

    // Going backwards from the composer, the focus reaches the button for emoji and then the messages.
    await press('Shift+Tab', 'Shift+Tab');
    await until(async () => (await focused()).includes('row'));
    await press('Enter');
    await page.getByRole('menuitem', { name: 'Reply' }).waitFor();
    await press('Enter');
    await page.locator('.context').waitFor();
    await until(async () => (await focused()).startsWith('TEXTAREA'));
    await page.keyboard.type('replied');
    await press('Enter');
    await bubble(page, 'replied').locator('.quote').waitFor();

    await press('Escape');
    await page.locator('.nothing-open').waitFor();
    const [me] = await clara.client.api.findPeople(email);
    const chat = await clara.client.openDirect(me?.id ?? '');
    clara.client.send(chat.id, 'Hello from Clara');
    await page.locator('a.chat', { hasText: 'Clara' }).waitFor();
    await press('Alt+ArrowDown');
    await bubble(page, 'Hello from Clara').waitFor();
    assert.match(await page.locator('a.chat[aria-current]').innerText(), /Clara/);
    assert.deepEqual(pageErrors.all, []);
    await context.close();
    await boris.client.close();
    await clara.client.close();
  });

  it('the focus follows the reading order and is always visible', async () => {
    const { boris, clara } = await world();
    const { page, context, email } = await newcomer(browser, server.url, 'Anna', { reducedMotion: 'reduce' });
    const [me] = await boris.client.api.findPeople(email);
    const chat = await boris.client.openDirect(me?.id ?? '');
    boris.client.send(chat.id, 'Hello');
    for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
      await page.emulateMedia({ colorScheme });
      await openChat(page, 'Boris');
      await bubble(page, 'Hello').waitFor();
      await page.locator('#search').focus();
      await page.keyboard.press('Shift+Tab');
      /** @type {string[]} */
      const order = [];
      for (let n = 0; n < 8; n++) {
        const { name, seen } = await page.evaluate(() => {
          const at = /** @type {HTMLElement} */ (document.activeElement);
          const look = () => {
            const { outlineStyle, outlineWidth, outlineColor, borderTopColor, backgroundColor } = getComputedStyle(at);
            return [outlineStyle === 'none' ? '' : outlineWidth + outlineColor, borderTopColor, backgroundColor].join();
          };
          const focused = look();
          at.blur();
          const plain = look();
          at.focus(/** @type {any} */ ({ focusVisible: true, preventScroll: true }));
          return { name: at.id || String(at.className) || at.tagName.toLowerCase(), seen: focused !== plain };
        });
        order.push(name);
        assert.ok(seen, `${colorScheme}: the focus on ${name} is not visible`);
        await page.keyboard.press('Tab');
      }
      assert.deepEqual(order.map((each) => each.split(' ')[0]), ['round', 'search', 'chat', 'floating', 'about', 'row', 'round', 'textarea']);
    }
    assert.match(await page.locator('.row').first().innerText(), /Hello/);
    const moving = await page.evaluate(() => [...document.querySelectorAll('*')].filter((each) => getComputedStyle(each).transitionDuration !== '0s').length);
    assert.equal(moving, 0, 'there is no motion with reduced motion');
    await context.close();
    await boris.client.close();
    await clara.client.close();
  });

  it('announces new messages to a screen reader', async () => {
    const { boris, clara } = await world();
    const { page, context, email } = await newcomer(browser, server.url, 'Anna');
    const [me] = await boris.client.api.findPeople(email);
    const chat = await boris.client.openDirect(me?.id ?? '');
    boris.client.send(chat.id, 'first');
    await openChat(page, 'Boris');
    await bubble(page, 'first').waitFor();
    boris.client.send(chat.id, 'are you listening?');
    await page.locator('#announcements', { hasText: 'Boris Kuznetsov: are you listening?' }).waitFor({ state: 'attached' });
    await context.close();
    await boris.client.close();
    await clara.client.close();
  });
});

describe('on the wire', () => {
  it('the first load is small, fast and from one host, and the second transfers almost nothing', async () => {
    const context = await browser.newContext({ locale: 'en-GB', serviceWorkers: 'block' });
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await session.send('Network.enable');
    let bytes = 0;
    /** @type {Set<string>} */
    const hosts = new Set();
    session.on('Network.loadingFinished', (event) => (bytes += event.encodedDataLength));
    session.on('Network.requestWillBeSent', (event) => hosts.add(new URL(event.request.url).host));
    const begun = Date.now();
    await page.goto(server.url);
    await page.getByRole('button', { name: 'Log in' }).waitFor();
    const usableMs = Date.now() - begun;
    await page.waitForLoadState('networkidle');
    console.log(`first load: ${bytes} bytes, usable after ${usableMs} ms`);
    assert.ok(bytes < FIRST_LOAD_BYTES_MAX, `${bytes} bytes`);
    assert.ok(usableMs < USABLE_MS_MAX, `${usableMs} ms`);
    assert.deepEqual([...hosts], [new URL(server.url).host]);
    const first = bytes;
    await page.reload();
    await page.getByRole('button', { name: 'Log in' }).waitFor();
    assert.ok(bytes - first < 5_000, `${bytes - first} bytes again`);
    await context.close();
  });

  it('the criteria of lighthouse: no layout shift during the load, and metadata of the page', async (t) => {
    const { page, context } = await newcomer(browser, server.url, 'Anna');
    const other = await actor(server.url, 'Boris');
    await findAndOpen(page, other.email);
    for (let n = 0; n < 30; n++) await say(page, `line ${n}`);
    await bubble(page, 'line 29').locator('.meta:not(.room) .ticks.sent').waitFor();
    await page.reload();
    await bubble(page, 'line 29').waitFor();
    const seen = await page.evaluate(async () => {
      const entries = (/** @type {string} */ type) =>
        new Promise((/** @type {(found: any[]) => void} */ resolve) => {
          new PerformanceObserver((list) => resolve(list.getEntries())).observe({ type, buffered: true });
          setTimeout(() => resolve([]), 1000);
        });
      const shifts = (await entries('layout-shift')).filter((each) => !each.hadRecentInput);
      return {
        shift: shifts.reduce((sum, each) => sum + each.value, 0),
        largestPaintMs: (await entries('largest-contentful-paint')).at(-1)?.startTime,
        viewport: document.querySelector('meta[name=viewport]')?.getAttribute('content') ?? '',
        described: (document.querySelector('meta[name=description]')?.getAttribute('content') ?? '').length > 10,
        titled: document.title !== '' && document.documentElement.lang !== '' && document.characterSet === 'UTF-8' && document.compatMode === 'CSS1Compat',
        headings: document.querySelectorAll('h1').length,
        themes: document.querySelectorAll('meta[name=theme-color]').length,
      };
    });
    t.diagnostic(`layout shift ${seen.shift.toFixed(4)}, largest paint after ${Math.round(seen.largestPaintMs ?? 0)} ms`);
    assert.ok(seen.shift < 0.1, `layout shift ${seen.shift}`);
    assert.doesNotMatch(seen.viewport, /user-scalable|maximum-scale/);
    assert.deepEqual([seen.described, seen.titled, seen.headings, seen.themes], [true, true, 1, 2]);
    await context.close();
    await other.client.close();
  });

  it('the policy of the page forbids unneeded features', async () => {
    const answer = await fetch(server.url);
    const policy = answer.headers.get('content-security-policy') ?? '';
    for (const part of ["default-src 'none'", "require-trusted-types-for 'script'", "frame-ancestors 'none'"]) assert.ok(policy.includes(part), part);
    assert.ok(!policy.includes('unsafe'));
    assert.equal(answer.headers.get('x-content-type-options'), 'nosniff');
    assert.equal(answer.headers.get('cache-control'), 'no-cache');
    const asset = /src="(\/assets\/[^"]+)"/.exec(await answer.text())?.[1] ?? '';
    const file = await fetch(server.url + asset);
    assert.match(file.headers.get('cache-control') ?? '', /immutable/);
    assert.equal(file.headers.get('content-encoding'), 'gzip');
    assert.equal((await fetch(server.url, { headers: { 'if-none-match': answer.headers.get('etag') ?? '' } })).status, 304);
  });

  it('modules are served without comments and otherwise unchanged', async () => {
    const base = /src="(\/assets\/[^/]+)\//.exec(await (await fetch(server.url)).text())?.[1] ?? '';
    const plain = (/** @type {string} */ module) => ts.transpileModule(module, { compilerOptions: { target: ts.ScriptTarget.ESNext, module: ts.ModuleKind.ESNext, removeComments: true } }).outputText;
    let compared = 0;
    for (const [directory, sources] of Object.entries(SOURCES)) {
      for (const name of await readdir(sources)) {
        if (!name.endsWith('.js') || name.startsWith('node') || name === 'sw.js') continue;
        const answer = await fetch(`${server.url}${base}/${directory}/${name}`);
        assert.equal(answer.status, 200, name);
        const served = await answer.text();
        assert.equal(plain(served), plain(await readFile(join(sources, name), 'utf8')), name);
        assert.doesNotMatch(served, /@param|@returns/, name);
        compared++;
      }
    }
    assert.ok(compared > 30);
  });

  it('the app can be installed', async () => {
    const manifest = await (await fetch(`${server.url}/manifest.webmanifest`)).json();
    assert.equal(manifest.display, 'standalone');
    for (const { src } of manifest.icons) assert.equal((await fetch(server.url + src)).status, 200, src);
    assert.ok(manifest.icons.some((/** @type {any} */ each) => each.sizes === '512x512'));
  });

  it('tokens are stored for this origin only', async () => {
    const { page, context } = await newcomer(browser, server.url, 'Anna');
    const kept = await page.evaluate(() => ({ cookies: document.cookie, local: localStorage.length, session: sessionStorage.length, address: location.href }));
    assert.deepEqual([kept.cookies, kept.local, kept.session], ['', 0, 0]);
    assert.ok(!kept.address.includes('token'));
    assert.ok(PASSWORD.length > 0 && !(await page.content()).includes(PASSWORD));
    await context.close();
  });
});
