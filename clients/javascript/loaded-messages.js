/**
 * The number of messages in a block. Messages are loaded and dropped in aligned blocks, each of which is one page of
 * the history (at most 200).
 */
export const BLOCK = 100;

/** The maximum number of blocks kept in memory per chat, in addition to those in use: 6,000 messages, about 3 MB. */
const BLOCKS_MAX = 60;

/**
 * The loaded messages of one chat. The loaded parts equal the server's history: pages of the history and events add
 * messages, and of two states of a message the one with the higher version is kept.
 *
 * @typedef {import('./types.js').Message} Message
 * @typedef {{upTo: number, usedAt: number, loading?: Promise<void>}} Block `upTo`: the id up to which no message of the
 *     block is missing
 *
 * @typedef {object} LoadingContext the parts of a chat that its loaded messages use
 * @property {(offset: number, limit: number) => Promise<import('./types.js').HistoryPage>} fetch
 * @property {() => number} lastMessageId
 * @property {(message: Message) => boolean} isRead whether all other members have read the message
 * @property {(total: number) => void} extended called after a page was added. `total`: the number of messages of the
 *   chat when the server answered
 * @property {() => void} changed
 */
export class LoadedMessages {
  #chat;
  /** @type {Map<number, Message>} */
  #messages = new Map();
  /** @type {Map<number, Block>} */
  #blocks = new Map();
  #clock = 0;
  #loads = 0;
  /** @type {Map<number, Message>} messages received in events while a page, which may be older, was requested */
  #meanwhile = new Map();
  /** Rises when the messages are dropped. A page that was requested before belongs to the dropped state. */
  #generation = 0;

  /** @param {LoadingContext} chat */
  constructor(chat) {
    this.#chat = chat;
  }

  /** @returns {number} the number of messages in memory */
  get size() {
    return this.#messages.size;
  }

  /**
   * @param {number} id
   * @returns {Message | undefined}
   */
  get(id) {
    return this.#messages.get(id);
  }

  /**
   * @param {number} from an id
   * @param {number} to
   * @returns {boolean} whether all messages of `from..to` are loaded
   */
  has(from, to) {
    const last = blockOf(Math.min(to, this.#chat.lastMessageId()));
    for (let block = blockOf(Math.max(1, from)); block <= last; block++) {
      if (!this.#complete(block)) return false;
    }
    return true;
  }

  /**
   * Loads the missing messages of `from..to`, and drops blocks that have not been used for long.
   *
   * @param {number} from an id
   * @param {number} to
   * @returns {Promise<void>} resolves when all messages are loaded; rejects if the server does not answer
   */
  async ensure(from, to) {
    const first = Math.max(0, blockOf(Math.max(1, from)));
    const last = blockOf(Math.min(to, this.#chat.lastMessageId()));
    const loads = [];
    for (let block = first; block <= last; block++) {
      const kept = this.#blocks.get(block);
      if (kept) kept.usedAt = ++this.#clock;
      if (!this.#complete(block)) loads.push(this.#load(block));
    }
    if (loads.length > 0) await Promise.all(loads);
  }

  /**
   * Adds a message that was not requested by {@link ensure}, if it continues a loaded part.
   *
   * @param {Message} message a message that is new, or was edited or deleted
   * @returns {Message | undefined} the previous state of the message, if it was loaded
   */
  take(message) {
    if (this.#loads > 0) {
      const known = this.#meanwhile.get(message.id);
      if (!known || known.version <= message.version) this.#meanwhile.set(message.id, message);
    }
    const block = blockOf(message.id);
    const before = this.#messages.get(message.id);
    let kept = this.#blocks.get(block);
    if (!kept && message.id === firstOf(block)) {
      kept = { upTo: message.id - 1, usedAt: ++this.#clock };
      this.#blocks.set(block, kept);
    }
    // A message after a loaded one is kept as well, so that the newest messages have no gaps after a restart.
    if (kept || before || this.#messages.has(message.id - 1)) this.#merge(message);
    if (kept) this.#extend(kept, block);
    return before;
  }

  /** Updates `read` of all messages. Messages that are loaded later contain their current `read`. */
  refreshRead() {
    for (const [id, message] of this.#messages) {
      if (!message.read && this.#chat.isRead(message)) this.#messages.set(id, { ...message, read: true });
    }
  }

  /**
   * @param {number} max
   * @returns {Message[]} the newest messages without gaps, in the order of their ids
   */
  newest(max) {
    const messages = [];
    for (let id = this.#chat.lastMessageId(); id > 0 && messages.length < max; id--) {
      const message = this.#messages.get(id);
      if (!message) break;
      messages.push(message);
    }
    return messages.reverse();
  }

  /** @param {Message[]} messages the newest messages, without gaps */
  restore(messages) {
    for (const message of messages) {
      this.#messages.set(message.id, message);
    }
    // A block counts as loaded only from its first id on. If the first message is inside a block, the messages of that
    // block are kept, but the block does not count as loaded.
    for (const message of messages) {
      const block = this.#blocks.get(blockOf(message.id));
      if (block) block.upTo = message.id;
      else if (message.id === firstOf(blockOf(message.id))) {
        this.#blocks.set(blockOf(message.id), { upTo: message.id, usedAt: ++this.#clock });
      }
    }
  }

  /** Drops all messages. */
  clear() {
    this.#generation++;
    this.#messages.clear();
    this.#blocks.clear();
    this.#meanwhile.clear();
  }

  /** @param {number} block */
  #complete(block) {
    const wanted = Math.min(firstOf(block + 1) - 1, this.#chat.lastMessageId());
    const kept = this.#blocks.get(block);
    return wanted < firstOf(block) || (kept !== undefined && kept.upTo >= wanted);
  }

  /**
   * @param {number} block
   * @returns {Promise<void>}
   */
  #load(block) {
    const kept = this.#blocks.get(block) ?? { upTo: firstOf(block) - 1, usedAt: ++this.#clock };
    this.#blocks.set(block, kept);
    kept.loading ??= this.#fetch(block, kept).finally(() => delete kept.loading);
    return kept.loading;
  }

  /**
   * @param {number} block
   * @param {Block} kept
   */
  async #fetch(block, kept) {
    const generation = this.#generation;
    this.#loads++;
    try {
      const page = await this.#chat.fetch(firstOf(block) - 1, BLOCK);
      if (generation !== this.#generation) return;
      for (const message of page.items) this.#merge(message);
      for (const message of this.#meanwhile.values()) {
        if (blockOf(message.id) === block) this.#merge(message);
      }
      kept.upTo = Math.max(kept.upTo, Math.min(firstOf(block + 1) - 1, page.total));
      this.#extend(kept, block);
      this.#chat.extended(page.total);
      this.#dropUnused();
      this.#chat.changed();
    } finally {
      this.#loads--;
      if (this.#loads === 0) this.#meanwhile.clear();
    }
  }

  /**
   * @param {Block} kept
   * @param {number} block
   */
  #extend(kept, block) {
    while (kept.upTo < firstOf(block + 1) - 1 && this.#messages.has(kept.upTo + 1)) kept.upTo++;
  }

  #dropUnused() {
    const surplus = this.#blocks.size - BLOCKS_MAX;
    if (surplus <= 0) return;
    const newest = blockOf(Math.max(1, this.#chat.lastMessageId()));
    const oldest = [...this.#blocks]
      .filter(([block, kept]) => block !== newest && !kept.loading)
      .sort(([, one], [, other]) => one.usedAt - other.usedAt)
      .slice(0, surplus);
    for (const [block] of oldest) {
      this.#blocks.delete(block);
      for (let id = firstOf(block); id < firstOf(block + 1); id++) this.#messages.delete(id);
    }
  }

  /**
   * Of two states of a message, keeps the one with the higher version; `read` changes from false to true only.
   *
   * @param {Message} message
   */
  #merge(message) {
    const held = this.#messages.get(message.id);
    const read = this.#chat.isRead(message) || (held?.read ?? false);
    if (held && held.version > message.version) {
      if (read !== held.read) this.#messages.set(message.id, { ...held, read });
      return;
    }
    this.#messages.set(message.id, read === message.read ? message : { ...message, read });
  }
}

/** @param {number} id */
function blockOf(id) {
  return Math.floor((id - 1) / BLOCK);
}

/** @param {number} block */
function firstOf(block) {
  return block * BLOCK + 1;
}
