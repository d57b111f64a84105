/**
 * The number of rows per partial sum. It is about the square root of the length of a long list, so that a position is
 * found in a few hundred steps.
 */
const GROUP = 256;

/**
 * The heights of the rows of a list, measured or estimated, and the positions that follow from them. All values are in
 * pixels.
 */
export class Heights {
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
