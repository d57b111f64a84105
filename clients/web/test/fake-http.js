/**
 * The answer of a fake server to an HTTP request.
 *
 * @param {import('./fake-server.js').FakeServer} server
 * @param {string} method
 * @param {URL} url
 * @param {any} body
 * @param {string | undefined} token
 * @returns {[number, any]} the status and the body
 */
export function answerOf(server, method, url, body, token) {
  const path = url.pathname.split('/').slice(1);
  if (path[0] === 'auth' && path.length === 1) return [200, { registration: server.registration }];
  if (path[0] === 'auth' && path[1] === 'refresh') {
    server.refreshes++;
    const [access, known] = [...server.tokens].find(([, each]) => each.refresh === body.refreshToken) ?? [];
    if (!known || !access) return [401, { status: 401, code: 'token_reused' }];
    server.tokens.delete(access);
    return [200, server.session(known.userId)];
  }
  if (path[0] === 'auth' && path[1] === 'register') {
    if ([...server.users.values()].some((each) => `${each.name}@example.org` === body.email)) return [409, { status: 409, code: 'email_taken' }];
    return [201, server.session(server.user(body.email.split('@')[0]))];
  }
  if (path[0] === 'auth' && path[1] === 'login') {
    const user = [...server.users.values()].find((each) => `${each.name}@example.org` === body.email);
    return user && (body.password ?? server.password) === server.password ? [200, server.session(user.id)] : [401, { status: 401, code: 'bad_credentials' }];
  }
  const userId = server.tokens.get(token ?? '')?.userId;
  if (!userId) return [401, { status: 401, code: 'token_expired' }];
  if (path[0] === 'auth' && path[1] === 'logout') return [204, undefined];
  if (path[0] === 'users' && path[1] === 'me') return [200, { ...server.users.get(userId), email: 'me@example.org', username: 'me' }];
  if (path[0] === 'users') {
    const ids = url.searchParams.get('ids')?.split(',');
    const query = url.searchParams.get('query')?.toLowerCase() ?? '';
    return [200, { items: [...server.users.values()].filter((user) => (ids ? ids.includes(user.id) : user.name.toLowerCase().includes(query))) }];
  }
  if (path[0] === 'devices') return [200, { items: [{ id: 'device', name: 'Chromium on Linux', createdAt: server.now(), lastSeenAt: server.now(), current: true }] }];
  if (path[0] === 'chats' && path.length === 1 && method === 'GET') {
    const mine = [...server.chats.values()].filter((chat) => chat.members.has(userId));
    return [200, { items: mine.map((chat) => server.view(chat, userId)) }];
  }
  if (path[0] === 'chats' && path.length === 1) {
    const chat = server.chat([userId, ...(body.memberIds ?? [body.userId])], body.title);
    return [201, server.view(chat, userId)];
  }
  const chat = server.chats.get(path[1] ?? '');
  if (!chat?.members.has(userId)) return [404, { status: 404, code: 'chat_not_found' }];
  if (path[0] === 'history') {
    const offset = Number(url.searchParams.get('offset'));
    const limit = Number(url.searchParams.get('limit'));
    const items = chat.messages.slice(offset, offset + limit).map((m) => server.shown(chat, m));
    return [200, { chatId: chat.id, items, limit, offset, total: chat.messages.length }];
  }
  if (path[2] === 'changes') {
    const after = Number(url.searchParams.get('after'));
    const messages = chat.messages.filter((m) => m.version > after).map((m) => server.shown(chat, m));
    return [200, { version: chat.version, complete: true, members: [], messages }];
  }
  if (path[2] === 'members') {
    const items = [...chat.members].map(([id, member]) => ({ userId: id, name: server.users.get(id)?.name, ...member, joinedAt: chat.createdAt }));
    return [200, { items }];
  }
  if (path[4] === 'readers') return [200, { items: [], required: chat.members.size - 1 }];
  return [200, server.view(chat, userId)];
}
