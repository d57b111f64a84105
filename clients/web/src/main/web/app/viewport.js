/** The assumed height of a row that was not measured yet: slightly more than most rows, bubbles with one line. */
const ROW_GUESS_PX = 46;

/** The maximum number of rows. Browsers cannot scroll much more than thirty million pixels. */
const ROWS_MAX = 200_000;

/** The distance from the end of the list within which the view follows new messages. */
const END_PX = 24;

/**
 * The number of rows per partial sum. It is about the square root of the length of a long list, so that a position is
 * found in a few hundred steps.
 */
const GROUP = 256;

/**
 * The heights of the rows of a list, measured or estimated, and the positions that follow from them. All values are in
 * pixels.
 */
class Heights {
  #guess;
  #values = new Float32Array(0);
  #sums = new Float64Array(0);
  #count = 0;

  /** @param {number} guess the assumed height of a row that was not measured yet */
  constructor(guess) {
    this.#guess = guess;
  }

  get count() {
    return this.#count;
  }

  /** @returns {number} the height of all rows together */
  get total() {
    return this.top(this.#count);
  }

  /** @param {number} count */
  resize(count) {
    if (count > this.#values.length) {
      const values = new Float32Array(Math.max(count + GROUP, Math.ceil(count * 1.25)));
      values.set(this.#values.subarray(0, this.#count));
      this.#values = values;
      const sums = new Float64Array(Math.ceil(values.length / GROUP));
      sums.set(this.#sums);
      this.#sums = sums;
    }
    for (let row = this.#count; row < count; row++) this.#add(row, this.#guess);
    for (let row = count; row < this.#count; row++) this.#add(row, 0);
    this.#count = count;
  }

  /** Drops all measured heights. */
  clear() {
    this.#values.fill(0);
    this.#sums.fill(0);
    this.#count = 0;
  }

  /**
   * @param {number} row
   * @param {number} height
   * @returns {boolean} whether the height changed
   */
  set(row, height) {
    if (Math.abs((this.#values[row] ?? 0) - height) < 0.05) return false;
    this.#add(row, height);
    return true;
  }

  /** @param {number} row @returns {number} the position of its upper edge; for the row after the last, the total height */
  top(row) {
    const end = Math.min(row, this.#count);
    const groups = Math.floor(end / GROUP);
    let top = 0;
    for (let group = 0; group < groups; group++) top += this.#sums[group] ?? 0;
    for (let each = groups * GROUP; each < end; each++) top += this.#values[each] ?? 0;
    return top;
  }

  /** @param {number} y @returns {number} the row at this position; outside the list, the first or the last row */
  at(y) {
    let top = 0;
    let row = 0;
    for (let group = 0; group < this.#sums.length && row + GROUP < this.#count; group++) {
      const sum = this.#sums[group] ?? 0;
      if (top + sum > y) break;
      top += sum;
      row += GROUP;
    }
    for (; row < this.#count - 1; row++) {
      top += this.#values[row] ?? 0;
      if (top > y) break;
    }
    return Math.max(0, Math.min(row, this.#count - 1));
  }

  /**
   * @param {number} row
   * @param {number} height
   */
  #add(row, height) {
    const group = Math.floor(row / GROUP);
    this.#sums[group] = (this.#sums[group] ?? 0) + height - (this.#values[row] ?? 0);
    this.#values[row] = height;
  }
}

/**
 * The rows of a chat's list, and the visible part of it. Ids have no gaps, so the list has one row per id, followed by
 * one row per unacknowledged message. A history longer than the maximum number of rows is shown in part; `include` and
 * `scrolled` move that part.
 *
 * The visible part stays in place when rows change. The anchor is the row at the upper edge of the visible part, or the
 * end of the list if the end is visible. All positions and heights are in pixels.
 */
export class Viewport {
  #heights = new Heights(ROW_GUESS_PX);
  /** @type {{lastMessageId: number, pending: unknown[]}} */
  #chat = { lastMessageId: 0, pending: [] };
  /** The id before the first row: messages up to this id are not in the list. */
  #base = 0;
  /** @type {{row: number, delta: number} | 'end'} */
  #anchor = 'end';
  /** The height of the visible part. */
  height = 0;

  /** @param {{lastMessageId: number, pending: unknown[]}} chat the chat whose newest messages the list contains now */
  open(chat) {
    this.#chat = chat;
    this.#heights.clear();
    this.include(Infinity);
  }

  /** @returns {number} the number of rows */
  get count() {
    return this.#heights.count;
  }

  /** @returns {number} the number of rows with messages of the history */
  get messageCount() {
    return Math.min(this.#chat.lastMessageId - this.#base, ROWS_MAX);
  }

  /** @returns {number} the height of all rows together */
  get total() {
    return this.#heights.total;
  }

  /** @returns {number} the height of the empty space above a history that is shorter than the visible part */
  get gap() {
    return Math.max(0, this.height - this.#heights.total);
  }

  /** @returns {number} the position of the upper edge of the visible part */
  get top() {
    const end = Math.max(0, this.#heights.total - this.height);
    if (this.#anchor === 'end') return end;
    return Math.max(0, Math.min(end, this.#heights.top(this.#anchor.row) + this.#anchor.delta));
  }

  get isAtEnd() {
    return this.#anchor === 'end';
  }

  /** @returns {{id: number, delta: number} | undefined} the anchor, for {@link anchorAt}; undefined at the end */
  get anchor() {
    return this.#anchor === 'end' ? undefined : { id: this.idOf(this.#anchor.row), delta: this.#anchor.delta };
  }

  /** @param {number} row @returns {number} the id of its message; above the newest id, the row is a pending message */
  idOf(row) {
    return this.#base + row + 1;
  }

  /** @param {number} y @returns {number} the row at this position; outside the list, the first or the last row */
  rowAt(y) {
    return this.#heights.at(y);
  }

  /** @param {number} row @returns {number} the position of its upper edge */
  topOf(row) {
    return this.#heights.top(row);
  }

  /**
   * @param {number} row
   * @param {number} height
   * @returns {boolean} whether the height changed
   */
  setHeight(row, height) {
    return this.#heights.set(row, height);
  }

  /** Drops all measured heights, because the rows have changed. */
  forgetHeights() {
    this.#heights.clear();
  }

  /** Drops all measured heights, because the width of the rows has changed. */
  widthChanged() {
    const count = this.#heights.count;
    this.#heights.clear();
    this.#heights.resize(count);
  }

  /** @param {number} id @param {number} delta how many pixels the upper edge is below the edge of the row */
  anchorAt(id, delta) {
    this.#anchor = { row: Math.max(0, Math.min(id - this.#base - 1, this.#heights.count - 1)), delta };
  }

  anchorAtEnd() {
    this.#anchor = 'end';
  }

  /** @param {number} id a message that the list must contain; infinity = the newest one */
  include(id) {
    const last = this.#chat.lastMessageId;
    let base = this.#base;
    if (last <= ROWS_MAX) base = 0;
    else if (id > last) base = base + ROWS_MAX > last ? base : last - ROWS_MAX / 2;
    else if (id <= base || id > base + ROWS_MAX) base = Math.max(0, Math.min(id - ROWS_MAX / 2, last - ROWS_MAX / 2));
    this.#rebase(Math.floor(base));
  }

  /** Adds rows for new messages. */
  update() {
    const last = this.#chat.lastMessageId;
    const isNewestIncluded = this.#base + ROWS_MAX >= last;
    this.#rebase(this.#anchor === 'end' && !isNewestIncluded ? Math.max(0, last - ROWS_MAX / 2) : this.#base);
  }

  /** @param {number} top the position to which the user has scrolled, including the gap */
  scrolled(top) {
    const y = top - this.gap;
    if (top + this.height >= this.#heights.total - END_PX && this.#isWhole()) this.#anchor = 'end';
    else {
      const row = this.#heights.at(y);
      this.#anchor = { row, delta: y - this.#heights.top(row) };
    }
    this.#moveList();
  }

  /** @param {number} y the position of the upper edge; if the end is visible, the view follows new messages */
  followIfAtEnd(y) {
    if (y + this.height >= this.#heights.total - END_PX && this.#isWhole()) this.#anchor = 'end';
  }

  /** @param {number} id a message in the list, which is scrolled into the visible part */
  reveal(id) {
    const row = id - this.#base - 1;
    const top = this.#heights.top(row);
    const bottom = this.#heights.top(row + 1);
    const y = this.top;
    if (id === this.#chat.lastMessageId) this.#anchor = 'end';
    else if (top < y) this.#anchor = { row, delta: -40 };
    else if (bottom > y + this.height) this.#anchor = { row, delta: 60 + bottom - top - this.height };
  }

  /** @returns {boolean} whether the last row of the list is the end of the history */
  #isWhole() {
    return this.#base + this.#heights.count >= this.#chat.lastMessageId;
  }

  /** Moves the list if an edge of the list is reached that is not an edge of the history. */
  #moveList() {
    const last = this.#chat.lastMessageId;
    if (this.#anchor === 'end' || last <= ROWS_MAX) return;
    const quarter = ROWS_MAX / 4;
    if (this.#anchor.row < 100 && this.#base > 0) this.#rebase(Math.max(0, this.#base - quarter));
    else if (this.#anchor.row > ROWS_MAX - 200 && this.#base + ROWS_MAX < last) this.#rebase(this.#base + quarter);
  }

  /** @param {number} base */
  #rebase(base) {
    const moved = base - this.#base;
    if (moved !== 0) {
      this.#base = base;
      this.#heights.clear();
      if (this.#anchor !== 'end') this.#anchor = { ...this.#anchor, row: this.#anchor.row - moved };
    }
    const ids = Math.max(0, Math.min(this.#chat.lastMessageId - base, ROWS_MAX));
    const whole = base + ids >= this.#chat.lastMessageId;
    this.#heights.resize(ids + (whole ? this.#chat.pending.length : 0));
  }
}
