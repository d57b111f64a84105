import assert from 'node:assert/strict';
import { after, afterEach, before } from 'node:test';
import { PASSWORD, PageErrors, Server, actor, bubble, newcomer, openBrowser } from './stage.js';

/**
 * Starts a server and a browser for the tests of a file, and closes the pages and clients of each test after it. A test
 * fails if a page has logged an error.
 */
export function fixture() {
  const server = new Server();
  /** @type {import('playwright-core').Browser} */
  let browser;
  const pageErrors = new PageErrors();
  /** @type {import('playwright-core').BrowserContext[]} */
  const contexts = [];
  /** @type {{close(): Promise<void>}[]} */
  const clients = [];

  before(async () => {
    await server.start();
    browser = await openBrowser();
  });
  after(async () => {
    await browser?.close();
    await server.stop();
  });
  afterEach(async () => {
    for (const context of contexts.splice(0)) await context.close();
    for (const client of clients.splice(0)) await client.close();
    assert.deepEqual(pageErrors.all.splice(0), [], 'errors of the pages');
  });

  /** @param {string} name @param {any} [how] */
  async function person(name, how = {}) {
    const who = await newcomer(browser, how.url ?? server.url, name, { pageErrors, ...how });
    contexts.push(who.context);
    return who;
  }

  /**
   * A registered user in another browser.
   *
   * @param {string} email
   * @param {import('playwright-core').BrowserContextOptions} how
   * @param {(context: import('playwright-core').BrowserContext) => Promise<void>} prepare
   */
  async function openPage(email, how, prepare) {
    const context = await browser.newContext({ locale: 'en-GB', ...how });
    contexts.push(context);
    pageErrors.watch(context);
    await prepare(context);
    const page = await context.newPage();
    await page.goto(server.url);
    await page.locator('[name=email]').fill(email);
    await page.locator('[name=password]').fill(PASSWORD);
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.locator('#search').waitFor();
    return { context, page };
  }

  /** @param {string} name */
  async function voice(name) {
    const who = await actor(server.url, name);
    clients.push(who.client);
    return who;
  }

  return { server, pageErrors, person, openPage, voice };
}

/** @param {Awaited<ReturnType<typeof actor>>} who @param {string} email @returns {Promise<import('../../../javascript/index.js').ChatView>} the direct chat of both */
export async function directWith(who, email) {
  const [other] = await who.client.api.findPeople(email);
  return who.client.openDirect(other?.id ?? '');
}

/** @param {import('playwright-core').Page} page @param {string} text */
export const ticks = (page, text) => bubble(page, text).locator('.meta:not(.room) .ticks');
