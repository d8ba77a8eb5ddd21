// A table that sorts and filters and draws only the rows that are seen.

import {fill, h} from '/dom.js';

const kRowHeight = 32;

function compare(a, b) {
  const empty = (v) => v === null || v === undefined || Number.isNaN(v);
  if (empty(a) || empty(b)) return empty(a) - empty(b);
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return String(a).localeCompare(String(b), 'en', {numeric: true});
}

// columns: [{name, head, unit, value(row), text(row), numeric, width}]
// onopen(row): called for Enter and click.
export class Table {
  constructor({columns, caption, onopen, key}) {
    this.columns = columns;
    this.onopen = onopen;
    this.key = key;
    this.rows = [];
    this.shown = [];
    this.sort = null;
    this.filter = '';
    this.selected = 0;
    this.head = h('div', {class: 'vt-head', role: 'row'});
    this.body = h('div', {class: 'vt-rows', role: 'rowgroup'});
    this.spacer = h('div', {class: 'vt-spacer'}, this.body);
    this.scroll = h('div', {class: 'vt-scroll', tabindex: '0', role: 'table',
      'aria-label': caption}, this.head, this.spacer);
    this.count = h('span', {class: 'muted'});
    this.search = h('input', {type: 'search', placeholder: 'Filter  ( / )',
      'aria-label': `Filter ${caption}`, class: 'filter',
      oninput: () => { this.filter = this.search.value; this.arrange(); }});
    this.element = h('section', {class: 'vt'},
        h('div', {class: 'vt-bar'}, this.search, this.count), this.scroll);
    this.scroll.addEventListener('scroll', () => this.draw());
    this.scroll.addEventListener('keydown', (event) => this.press(event));
    new ResizeObserver(() => this.draw()).observe(this.scroll);
    this.drawHead();
  }

  setColumns(columns) {
    this.columns = columns;
    this.drawHead();
    this.arrange();
  }

  setRows(rows) {
    this.rows = rows;
    this.arrange();
  }

  template() {
    // In pixels, so that the head and all rows have the same columns.
    return this.columns.map((column) => {
      const letters = `${column.head} ${column.unit ?? ''}`.length;
      return `${Math.max(column.width ?? 0, 9 * letters + 40)}px`;
    }).join(' ');
  }

  drawHead() {
    fill(this.head, this.columns.map((column, i) => {
      const sorted = this.sort?.column === i ? this.sort.direction : 0;
      const order = sorted > 0 ? 'ascending' : sorted < 0 ? 'descending' : 'none';
      return h('div', {role: 'columnheader', 'aria-sort': order,
        class: column.numeric ? 'number' : ''},
      h('button', {type: 'button', class: 'sort', 'data-column': column.name,
        onclick: () => this.sortBy(i)},
      h('span', {}, column.head),
      column.unit ? h('span', {class: 'unit'}, column.unit) : null,
      h('span', {class: 'arrow', 'aria-hidden': 'true'},
          sorted > 0 ? '▲' : sorted < 0 ? '▼' : '')));
    }));
    this.head.style.gridTemplateColumns = this.template();
  }

  sortBy(i) {
    const direction = this.sort?.column === i ? -this.sort.direction : 1;
    this.sort = {column: i, direction};
    this.drawHead();
    this.head.querySelectorAll('button')[i]?.focus();
    this.arrange();
  }

  // Words that must all occur, or comparisons: 'temperature>=900'.
  matcher() {
    const words = this.filter.trim().toLowerCase().split(/\s+/).filter(Boolean);
    const tests = words.map((word) => {
      const found = /^([\w.]+)(<=|>=|!=|=|<|>)(.+)$/.exec(word);
      const column = found && this.columns.find((c) => c.name.toLowerCase()
          .includes(found[1]));
      if (!column) {
        return (row) => this.columns.some(
            (c) => c.text(row).toLowerCase().includes(word));
      }
      const [, , sign, text] = found;
      const wanted = Number.isNaN(Number(text)) ? text : Number(text);
      return (row) => {
        const value = column.value(row);
        if (value === null || value === undefined) return false;
        const order = compare(
            typeof value === 'string' ? value.toLowerCase() : value, wanted);
        return {'<': order < 0, '<=': order <= 0, '=': order === 0,
          '!=': order !== 0, '>=': order >= 0, '>': order > 0}[sign];
      };
    });
    return (row) => tests.every((test) => test(row));
  }

  arrange() {
    const chosen = this.shown[this.selected];
    this.shown = this.filter.trim() ? this.rows.filter(this.matcher())
                                    : [...this.rows];
    if (this.sort && this.columns[this.sort.column]) {
      const {value} = this.columns[this.sort.column];
      const {direction} = this.sort;
      this.shown.sort((a, b) => {
        const order = compare(value(a), value(b));
        const missing = [value(a), value(b)].some(
            (v) => v === null || v === undefined);
        return missing ? order : direction * order;
      });
    }
    if (chosen !== undefined && this.key) {
      const at = this.shown.findIndex((r) => this.key(r) === this.key(chosen));
      this.selected = Math.max(0, at);
    }
    this.selected = Math.min(this.selected, Math.max(0, this.shown.length - 1));
    this.count.textContent = this.shown.length === this.rows.length
      ? `${this.rows.length.toLocaleString('en-US')} rows`
      : `${this.shown.length.toLocaleString('en-US')} of ${
        this.rows.length.toLocaleString('en-US')} rows`;
    this.spacer.style.height = `${this.shown.length * kRowHeight}px`;
    this.draw();
  }

  draw() {
    const height = this.scroll.clientHeight || 600;
    const top = Math.max(0, this.scroll.scrollTop - 40);
    const first = Math.max(0, Math.floor(top / kRowHeight) - 5);
    const last = Math.min(this.shown.length,
        first + Math.ceil(height / kRowHeight) + 12);
    this.body.style.transform = `translateY(${first * kRowHeight}px)`;
    const template = this.template();
    fill(this.body, this.shown.slice(first, last).map((row, k) => {
      const index = first + k;
      return h('div', {role: 'row', class:
        `vt-row${index === this.selected ? ' selected' : ''}`,
      style: null, 'data-row': index,
      onclick: () => { this.select(index); this.onopen?.(row); }},
      this.columns.map((column) => {
        const content = column.element?.(row) ?? column.text(row);
        return h('div', {role: 'cell', class: column.numeric ? 'number' : '',
          title: typeof content === 'string' ? content : null}, content);
      }));
    }));
    for (const row of this.body.children) {
      row.style.gridTemplateColumns = template;
    }
  }

  select(index) {
    this.selected = Math.max(0, Math.min(index, this.shown.length - 1));
    const y = this.selected * kRowHeight;
    const view = this.scroll;
    if (y < view.scrollTop) view.scrollTop = y;
    const bottom = view.scrollTop + view.clientHeight - 3 * kRowHeight;
    if (y > bottom) view.scrollTop = y - view.clientHeight + 3 * kRowHeight;
    this.draw();
  }

  press(event) {
    if (event.target !== this.scroll) return;
    const page = Math.floor(this.scroll.clientHeight / kRowHeight) - 2;
    const moves = {ArrowDown: 1, j: 1, ArrowUp: -1, k: -1, PageDown: page,
      PageUp: -page, Home: -Infinity, End: Infinity};
    if (event.key in moves) {
      const to = this.selected + moves[event.key];
      this.select(Math.max(0, Math.min(to, this.shown.length - 1)));
    } else if (event.key === 'Enter' && this.shown.length > 0) {
      this.onopen?.(this.shown[this.selected]);
    } else {
      return;
    }
    event.preventDefault();
  }
}
