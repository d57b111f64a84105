import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { directWith, fixture, ticks } from './fixture.js';
import { PASSWORD, bubble, chatNamed, findAndOpen, openChat, say, until } from './stage.js';

const DAY_MS = 86_400_000;

const { person, openPage, voice } = fixture();

describe('the list of chats', () => {
  it('shows last message, time, unread, typing, presence and draft, latest first', async () => {
    const anna = await person('Anna');
    const boris = await voice('Boris');
    const clara = await voice('Clara');
    const one = await directWith(boris, anna.email);
    boris.client.send(one.id, 'first of all');
    boris.client.send(one.id, 'the last word');
    await chatNamed(anna.page, 'Boris').locator('.badge', { hasText: '2' }).waitFor();
    const two = await directWith(clara, anna.email);
    clara.client.send(two.id, 'later');
    await chatNamed(anna.page, 'Clara').locator('.badge').waitFor();
    assert.deepEqual(await anna.page.locator('a.chat strong').allInnerTexts(), ['Clara', 'Boris']);
    assert.match(await chatNamed(anna.page, 'Boris').innerText(), /the last word/);
    assert.match(await chatNamed(anna.page, 'Boris').locator('time').innerText(), /^\d\d:\d\d$/);
    assert.match(await anna.page.title(), /^\(2\)/);
    boris.client.type(one.id);
    await chatNamed(anna.page, 'Boris').locator('.typing').waitFor();
    await openChat(anna.page, 'Boris');
    await say(anna.page, 'hello');
    await chatNamed(anna.page, 'Boris').locator('.avatar.online').waitFor();
    await anna.page.locator('textarea').fill('not yet said');
    await openChat(anna.page, 'Clara');
    assert.equal(await anna.page.locator('textarea').inputValue(), '');
    await chatNamed(anna.page, 'Boris').getByText('not yet said').waitFor();
    await until(async () => {
      await anna.page.reload();
      await anna.page.locator('#search').waitFor();
      return (await chatNamed(anna.page, 'Boris').locator('.draft').count()) === 1;
    });
    await openChat(anna.page, 'Boris');
    assert.equal(await anna.page.locator('textarea').inputValue(), 'not yet said');
  });

  it('finds people by name, username and email, and reports an empty result', async () => {
    const anna = await person('Anna');
    const boris = await voice('Borislav Findable');
    const username = `finder_${process.pid}`;
    await boris.client.api.changeProfile({ username });
    for (const query of ['Borislav Fin', username.slice(0, 9), `@${username}`, boris.email]) {
      await anna.page.locator('#search').fill(query);
      await anna.page.locator('button.chat', { hasText: 'Borislav Findable' }).waitFor();
    }
    await anna.page.locator('#search').fill('zq');
    await anna.page.getByText('at least 3 letters').waitFor();
    await anna.page.locator('#search').fill('zqxzqx');
    await anna.page.getByText('No people found').waitFor();
    await anna.page.locator('#search').press('Escape');
    assert.equal(await anna.page.locator('#search').inputValue(), '');
  });
});

describe('a conversation', () => {
  it('has a separator for each day, and groups messages of one user', async () => {
    const anna = await voice('Anna');
    const boris = await voice('Boris');
    const clara = await voice('Clara');
    const group = await boris.client.createGroup('Diary', [anna.client.userId, clara.client.userId]);
    for (const text of ['long ago', 'yesterday one', 'yesterday two']) boris.client.send(group.id, text);
    await until(() => boris.client.unsent === 0 && clara.client.chat(group.id) !== undefined);
    clara.client.send(group.id, 'by another user');
    await until(() => clara.client.unsent === 0 && group.lastMessageId === 4);
    const { page } = await openPage(anna.email, { serviceWorkers: 'block' }, async (context) => {
      // The server's clock cannot be turned back, so the response is changed in place of it.
      await context.route('**/history/**', async (route) => {
        const answer = await route.fetch();
        const history = await answer.json();
        for (const message of history.items) {
          const days = message.id === 1 ? 400 : message.id <= 4 ? 1 : 0;
          message.sentAt = new Date(Date.parse(message.sentAt) - days * DAY_MS).toISOString();
        }
        await route.fulfill({ response: answer, json: history });
      });
    });
    await openChat(page, 'Diary');
    await bubble(page, 'by another user').waitFor();
    await say(page, 'today');
    await ticks(page, 'today').and(page.locator('.sent')).waitFor();
    const days = await page.locator('.day').allInnerTexts();
    assert.match(days[0] ?? '', /^\d{1,2} \w+ 20\d\d$/);
    assert.deepEqual(days.slice(1), ['Yesterday', 'Today']);
    const grouped = await page.locator('.row').evaluateAll((rows) => rows.map((row) => [row.classList.contains('first'), row.classList.contains('last'), row.querySelector('.name') !== null]));
    assert.deepEqual(grouped, [[true, true, true], [true, false, true], [false, true, false], [true, true, true], [true, true, false]]);
  });

  it('opens at the first unread message, jumps to the newest, and a quote leads to its original', async () => {
    const anna = await person('Anna');
    const boris = await voice('Boris');
    const chat = await directWith(boris, anna.email);
    for (let n = 1; n <= 80; n++) boris.client.send(chat.id, `message ${n}.`, n === 80 ? { replyTo: 3 } : {});
    await until(() => boris.client.unsent === 0);
    await openChat(anna.page, 'Boris');
    await anna.page.locator('.unread-line').waitFor();
    await bubble(anna.page, 'message 1.').waitFor();
    const newest = anna.page.locator('.newest');
    assert.ok(Number(await newest.locator('.badge').innerText()) > 30);
    await newest.click();
    await bubble(anna.page, 'message 80.').waitFor();
    await newest.waitFor({ state: 'detached' });
    await until(() => chat.info.allReadUpTo === 80);
    assert.equal(await chatNamed(anna.page, 'Boris').locator('.badge').count(), 0);
    await bubble(anna.page, 'message 80.').locator('.quote').click();
    await anna.page.locator('.row.flash', { hasText: 'message 3.' }).waitFor();
    boris.client.send(chat.id, 'unseen');
    await newest.locator('.badge', { hasText: '1' }).waitFor();
    await say(anna.page, 'own words are always seen');
    await bubble(anna.page, 'own words').waitFor();
    await newest.waitFor({ state: 'detached' });
  });

  it('marks edited and deleted messages, also of others; an admin deletes messages of others', async () => {
    const anna = await person('Anna');
    const boris = await voice('Boris');
    const [me] = await boris.client.api.findPeople(anna.email);
    const group = await boris.client.createGroup('Rules', [me?.id ?? '']);
    boris.client.send(group.id, 'to be edited');
    boris.client.send(group.id, 'to be deleted');
    await openChat(anna.page, 'Rules');
    await bubble(anna.page, 'to be deleted').waitFor();
    await bubble(anna.page, 'to be deleted').click({ button: 'right' });
    await anna.page.getByRole('menuitem', { name: 'Reply' }).waitFor();
    assert.equal(await anna.page.getByRole('menuitem', { name: 'Delete' }).count(), 0);
    assert.equal(await anna.page.getByRole('menuitem', { name: 'Edit' }).count(), 0);
    await anna.page.keyboard.press('Escape');
    await boris.client.edit(group.id, 1, 'was edited');
    await bubble(anna.page, 'was edited').locator('.meta:not(.room)', { hasText: 'edited' }).waitFor();
    await boris.client.api.changeRole(group.id, me?.id ?? '', 'admin');
    await until(async () => {
      await bubble(anna.page, 'to be deleted').click({ button: 'right' });
      if ((await anna.page.getByRole('menuitem', { name: 'Delete' }).count()) > 0) return true;
      await anna.page.keyboard.press('Escape');
      return false;
    });
    await anna.page.getByRole('menuitem', { name: 'Delete' }).click();
    await anna.page.locator('dialog').getByRole('button', { name: 'Delete' }).click();
    await anna.page.locator('.text.gone').waitFor();
    await until(() => group.message(2)?.deletedAt !== undefined || group.info.lastMessage?.deletedAt !== undefined);
    await chatNamed(anna.page, 'Rules').getByText('Message deleted').waitFor();
  });

  it('keeps refused messages, to be sent again or discarded', async () => {
    const anna = await person('Anna');
    const boris = await voice('Boris');
    await findAndOpen(anna.page, boris.email);
    await say(anna.page, 'hello');
    await ticks(anna.page, 'hello').and(anna.page.locator('.sent')).waitFor();
    await boris.client.api.deleteAccount(PASSWORD);
    await say(anna.page, 'too late');
    await anna.page.locator('.row.failed').waitFor();
    await anna.page.locator('.row.failed [data-act]').click();
    await anna.page.getByRole('menuitem', { name: 'Send again' }).click();
    await anna.page.locator('.row.failed').waitFor();
    await anna.page.locator('.row.failed [data-act]').click();
    await anna.page.getByRole('menuitem', { name: 'Discard' }).click();
    await anna.page.locator('.row.failed').waitFor({ state: 'detached' });
  });

  it('links open in a new tab without a referrer; emoji are chosen from a panel', async () => {
    const anna = await person('Anna');
    const boris = await voice('Boris');
    await findAndOpen(anna.page, boris.email);
    await say(anna.page, 'see https://example.org/a?b=c#d, or www.example.org.');
    const links = bubble(anna.page, 'see').locator('a');
    assert.deepEqual(await links.evaluateAll((all) => all.map((link) => [link.getAttribute('href'), link.getAttribute('rel'), link.getAttribute('target')])), [
      ['https://example.org/a?b=c#d', 'noopener noreferrer', '_blank'],
      ['https://www.example.org/', 'noopener noreferrer', '_blank'],
    ]);
    await anna.page.getByRole('button', { name: 'Emoji' }).click();
    await anna.page.getByRole('dialog', { name: 'Emoji' }).waitFor();
    await anna.page.keyboard.press('ArrowRight');
    await anna.page.keyboard.press('Enter');
    await anna.page.keyboard.press('Escape');
    assert.match(await anna.page.locator('textarea').inputValue(), /\p{Extended_Pictographic}/u);
    await anna.page.locator('textarea').press('Enter');
    await anna.page.locator('.text.emoji-1').waitFor();
    await say(anna.page, 'שלום');
    await ticks(anna.page, 'שלום').and(anna.page.locator('.sent')).waitFor();
    assert.equal(await bubble(anna.page, 'שלום').locator('.text').evaluate((text) => getComputedStyle(text).direction), 'rtl');
  });
});

describe('groups and people', () => {
  it('an owner renames, promotes, hands over and, as an admin, adds; roles are shown', async () => {
    const anna = await person('Anna');
    const boris = await voice('Boris');
    const clara = await voice('Clara');
    const [me] = await boris.client.api.findPeople(anna.email);
    await anna.page.getByRole('button', { name: 'New chat' }).click();
    await anna.page.getByRole('menuitem', { name: 'New group' }).click();
    const dialog = anna.page.locator('dialog');
    await dialog.getByLabel('Group name').fill('Orchestra');
    await dialog.getByRole('searchbox').fill(boris.email);
    await dialog.locator('label.person', { hasText: 'Boris' }).click();
    await dialog.getByRole('button', { name: 'Create' }).click();
    await anna.page.locator('.conversation h1', { hasText: 'Orchestra' }).waitFor();
    await anna.page.locator('.conversation .about').first().click();
    await dialog.getByRole('button', { name: 'Rename' }).click();
    await dialog.getByLabel('Group name').fill('Quartet');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await anna.page.locator('.conversation h1', { hasText: 'Quartet' }).waitFor();
    const act = async (/** @type {string} */ what) => {
      await dialog.getByRole('button', { name: 'Actions for Boris' }).click();
      await anna.page.getByRole('menuitem', { name: what }).click();
    };
    await act('Make admin');
    await dialog.locator('.person', { hasText: 'Boris' }).getByText('admin').waitFor();
    await act('Take admin rights away');
    await dialog.locator('.person', { hasText: 'Boris' }).getByText('admin').waitFor({ state: 'detached' });
    await act('Hand over ownership');
    await anna.page.locator('dialog').last().getByRole('button', { name: 'Hand over ownership' }).click();
    await dialog.locator('.person', { hasText: 'Boris' }).getByText('owner').waitFor();
    await dialog.locator('.person', { hasText: 'Anna' }).getByText('admin').waitFor();
    await dialog.getByRole('button', { name: 'Add people' }).click();
    await dialog.getByRole('searchbox').fill(clara.email);
    await dialog.locator('label.person', { hasText: 'Clara' }).click();
    await dialog.getByRole('button', { name: 'Add people' }).last().click();
    await until(() => clara.client.chats[0]?.info.title === 'Quartet');
    await boris.client.api.removeMember(clara.client.chats[0]?.id ?? '', me?.id ?? '');
    await chatNamed(anna.page, 'Quartet').waitFor({ state: 'detached' });
    await anna.page.locator('.nothing-open').waitFor();
  });

  it('a profile change is visible to others; a password changes; a logout leaves no data', async () => {
    const anna = await person('Anna Before');
    const boris = await voice('Boris');
    const chat = await directWith(boris, anna.email);
    boris.client.send(chat.id, 'hello');
    await chatNamed(anna.page, 'Boris').waitFor();
    await anna.page.getByRole('button', { name: 'Menu' }).click();
    await anna.page.getByRole('menuitem', { name: 'Settings' }).click();
    const dialog = anna.page.locator('dialog').first();
    await dialog.getByLabel('Name', { exact: true }).fill('Anna After');
    await dialog.getByLabel('Username').fill(`after_${process.pid}`);
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.locator('.big', { hasText: 'Anna After' }).waitFor();
    await until(() => boris.client.people.get(chat.info.peer?.id)?.name === 'Anna After');
    await dialog.locator('summary', { hasText: 'Password' }).click();
    await dialog.getByLabel('Current password').fill(PASSWORD);
    await dialog.getByLabel('New password').fill('a newer password');
    await dialog.getByRole('button', { name: 'Change password' }).click();
    await anna.page.getByText('Password changed').waitFor();
    await dialog.getByRole('button', { name: 'Sign out' }).last().click();
    await anna.page.locator('dialog').last().getByRole('button', { name: 'Sign out' }).click();
    await anna.page.locator('[name=password]').waitFor();
    assert.equal(await anna.page.getByText('Boris').count(), 0);
    await anna.page.locator('[name=email]').fill(anna.email);
    await anna.page.locator('[name=password]').fill(PASSWORD);
    await anna.page.getByRole('button', { name: 'Log in' }).click();
    await anna.page.getByText('Wrong email or password').waitFor();
    await anna.page.locator('[name=password]').fill('a newer password');
    await anna.page.getByRole('button', { name: 'Log in' }).click();
    await chatNamed(anna.page, 'Boris').waitFor();
  });
});
