// Makes screenshots of the web client: `node test/screenshots.js [directory]`. Without a directory, the two pictures in
// README.md are made again. With a directory, every screen is written there, at three widths, light and dark.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Server, bubble, newcomer, openBrowser, openChat, say, until } from './browser/stage.js';
import { liveIn } from './scene.js';

const IMAGES = fileURLToPath(new URL('../../../docs/images/', import.meta.url));
const DESKTOP = { width: 1180, height: 720 };
const PHONE = { width: 390, height: 720 };
const TABLET = { width: 820, height: 1000 };

const server = new Server();
await server.start();
const browser = await openBrowser();
try {
  const { page, context, email } = await newcomer(browser, server.url, 'Anna Lindqvist', { viewport: DESKTOP, reducedMotion: 'reduce' });
  const lived = await liveIn(server.url, email);
  await talk(page, lived);
  if (process.argv[2]) await everyScreen(page, lived, process.argv[2]);
  else await forReadme(page, lived);
  await context.close();
  await lived.close();
} finally {
  await browser.close();
  await server.stop();
}

/** @param {import('playwright-core').Page} page @param {import('./scene.js').World} world */
async function talk(page, world) {
  await openChat(page, 'Mountain weekend');
  await bubble(page, 'I have a tent').waitFor();
  await say(page, 'Take me with you, I am at the station anyway');
  await say(page, 'And I bring the stove and far too much coffee ☕');
  await bubble(page, 'the stove').locator('.meta:not(.room) .ticks.sent').waitFor();
  await world.say(world.boris, world.group, 'Deal, you get the seat in front', 5);
  for (const who of [world.clara, world.boris, world.emma, world.dmitri]) await world.read(who, world.group, 6);
  await bubble(page, 'the stove').locator('.meta:not(.room) .ticks.read').waitFor();
  await openChat(page, 'Clara');
  await say(page, 'Absolutely. I have been waiting for it since spring!');
  await bubble(page, 'Absolutely').locator('.meta:not(.room) .ticks.sent').waitFor();
  await world.say(world.clara, world.direct, '🥳');
  await world.say(world.clara, world.direct, 'Then please bring the big thermos, mine leaks. And a headlamp: the last half hour is in the dark.');
  await say(page, 'Both are in the bag already');
  await world.read(world.clara, world.direct, 5);
  await bubble(page, 'in the bag').locator('.meta:not(.room) .ticks.read').waitFor();
}

/** @param {import('playwright-core').Page} page @param {import('./scene.js').World} world */
async function forReadme(page, world) {
  await mkdir(IMAGES, { recursive: true });
  await openChat(page, 'Mountain weekend');
  await bubble(page, 'Deal').waitFor();
  world.emma.client.type(world.group);
  await page.locator('.conversation .typing').waitFor();
  await page.locator('textarea').blur();
  await page.screenshot({ path: join(IMAGES, 'web-desktop.png') });
  await openChat(page, 'Clara');
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.setViewportSize(PHONE);
  await bubble(page, 'in the bag').waitFor();
  await page.locator('textarea').blur();
  await page.screenshot({ path: join(IMAGES, 'web-phone.png') });
}

/** @param {import('playwright-core').Page} page @param {import('./scene.js').World} world @param {string} directory */
async function everyScreen(page, world, directory) {
  await mkdir(directory, { recursive: true });
  for (const [width, viewport] of /** @type {const} */ ([['desktop', DESKTOP], ['tablet', TABLET], ['phone', PHONE]])) {
    for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme });
      const shot = async (/** @type {string} */ name) => {
        await page.waitForTimeout(150);
        await page.screenshot({ path: join(directory, `${name}-${width}-${colorScheme}.png`) });
      };
      await page.goto(`${server.url}/#/`);
      await page.locator('#search').waitFor();
      await shot('list');
      await openChat(page, 'Mountain weekend');
      await bubble(page, 'Deal').waitFor();
      await shot('group');
      await bubble(page, 'the stove').click({ button: 'right' });
      await shot('menu');
      await page.getByRole('menuitem', { name: 'Read by…' }).click();
      await page.locator('dialog .person').first().waitFor();
      await shot('readers');
      await page.keyboard.press('Escape');
      await page.locator('.conversation .about').first().click();
      await page.locator('dialog .person').nth(4).waitFor();
      await shot('members');
      await page.keyboard.press('Escape');
      await page.locator('.writing > .round').click();
      await page.locator('.emoji-panel').waitFor();
      await shot('emoji');
      await page.keyboard.press('Escape');
      await page.goto(`${server.url}/#/`);
      await openChat(page, 'Clara');
      await bubble(page, 'in the bag').waitFor();
      await page.locator('textarea').press('ArrowUp');
      await shot('direct-editing');
      await page.keyboard.press('Escape');
      await page.goto(`${server.url}/#/`);
      await page.getByRole('button', { name: 'Menu' }).click();
      await page.getByRole('menuitem', { name: 'Settings' }).click();
      await page.locator('dialog .person').first().waitFor();
      await shot('settings');
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Menu' }).click();
      await page.getByRole('menuitem', { name: 'New group' }).click();
      await page.locator('dialog .person').first().waitFor();
      await shot('new-group');
      await page.keyboard.press('Escape');
      await page.locator('#search').fill('mei');
      await shot('search');
      await page.locator('#search').fill('');
    }
  }
  await until(() => world.clara.client.unsent === 0);
}
