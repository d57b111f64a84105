export { Api } from './api.js';
export { ChatView } from './chat.js';
export { VestnikClient } from './client.js';
export { Emitter } from './emitter.js';
export { VestnikError, codeOf } from './errors.js';
export { BLOCK } from './loaded-messages.js';
export { IndexedDbStore, MemoryStore } from './store.js';
export { randomUuid } from './uuid.js';

/**
 * @typedef {import('./types.js').ChangeEntry} ChangeEntry
 * @typedef {import('./types.js').Chat} Chat
 * @typedef {import('./types.js').ConnectionState} ConnectionState
 * @typedef {import('./types.js').Device} Device
 * @typedef {import('./types.js').Limits} Limits
 * @typedef {import('./types.js').Member} Member
 * @typedef {import('./types.js').Message} Message
 * @typedef {import('./types.js').OutboxEntry} OutboxEntry
 * @typedef {import('./types.js').Person} Person
 * @typedef {import('./types.js').Profile} Profile
 * @typedef {import('./types.js').Readers} Readers
 * @typedef {import('./types.js').Role} Role
 * @typedef {import('./types.js').Store} Store
 */
