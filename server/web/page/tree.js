// The live tree of a sweep on a canvas: only what is in view is drawn, so a
// hundred thousand segments scroll as well as seventy.

import {get} from '/api.js';
import {h, setText} from '/dom.js';
import {kStateWords, physical, quantity} from '/format.js';
import {layOut} from '/tree_layout.js';

const kRow = 22;
const kLeft = 16;
const kTop = 14;
const kLetters = {w: 'waiting', r: 'ready', l: 'leased', d: 'done',
  f: 'failed', c: 'cancelled'};

export class Tree {
  constructor({sweep, onopen}) {
    this.sweep = sweep;
    this.onopen = onopen;
    this.states = '';
    this.selected = -1;
    this.canvas = h('canvas', {'aria-hidden': 'true'});
    this.spacer = h('div', {class: 'tree-spacer'});
    this.say = h('p', {class: 'tree-say', 'aria-live': 'polite'}, 'Loading …');
    this.scroll = h('div', {class: 'tree-scroll', tabindex: '0',
      role: 'application', 'aria-label':
        'Tree of segments. Arrow keys move, Enter opens a segment.'},
    this.canvas, this.spacer);
    this.legend = h('div', {class: 'legend'},
        ['waiting', 'ready', 'leased', 'done', 'failed'].map((state) =>
          h('span', {class: `key state-${state}`}, h('i'), kStateWords[state])),
        h('span', {class: 'muted'},
            'to the right: physical time (logarithmic) · ◆ measurement'));
    this.element = h('section', {class: 'tree'}, this.legend, this.scroll,
        this.say);
    this.scroll.addEventListener('scroll', () => this.draw());
    this.scroll.addEventListener('mousemove', (event) => this.hover(event));
    this.scroll.addEventListener('click', (event) => this.click(event));
    this.scroll.addEventListener('keydown', (event) => this.press(event));
    new ResizeObserver(() => this.draw()).observe(this.scroll);
    this.scheme = matchMedia('(prefers-color-scheme: dark)');
    this.scheme.addEventListener('change', () => this.draw());
  }

  async load(signal) {
    this.tree = await get(`/api/sweeps/${this.sweep}/tree`, signal);
    this.layout = layOut(this.tree);
    const height = this.layout.rows * kRow + 2 * kTop;
    this.spacer.style.height = `${height}px`;
    this.scroll.style.maxHeight = `${height + 24}px`;
    setText(this.say, '');
    await this.refresh(signal);
  }

  // A small tree is stretched to the width that there is.
  fit() {
    const wide = this.scroll.clientWidth - 2 * kLeft - 40;
    this.scale = Math.max(1, Math.min(6, wide / this.layout.width));
    this.spacer.style.width =
        `${this.layout.width * this.scale + 2 * kLeft + 40}px`;
  }

  startOf(i) {
    return this.layout.x0[i] * this.scale;
  }

  endOf(i) {
    return this.layout.x1[i] * this.scale;
  }

  async refresh(signal) {
    if (!this.tree) return;
    const answer = await get(`/api/sweeps/${this.sweep}/states`, signal);
    if (answer.states === this.states && !answer.running.length) return;
    this.states = answer.states;
    this.running = new Map(answer.running.map((r) => [r.position, r.share]));
    this.draw();
  }

  stateOf(i) {
    return kLetters[this.states[i]] ?? 'waiting';
  }

  labelOf(i) {
    return this.tree.labels[this.tree.label[i]];
  }

  colors() {
    const style = getComputedStyle(this.element);
    const of = (name) => style.getPropertyValue(name).trim();
    return {
      waiting: of('--waiting'), ready: of('--ready'), leased: of('--leased'),
      done: of('--done'), failed: of('--failed'), cancelled: of('--cancelled'),
      text: of('--muted'), focus: of('--focus'), ground: of('--ground'),
    };
  }

  draw() {
    if (!this.layout) return;
    this.fit();
    const {clientWidth: width, clientHeight: height} = this.scroll;
    const scale = devicePixelRatio || 1;
    if (this.canvas.width !== Math.round(width * scale) ||
        this.canvas.height !== Math.round(height * scale)) {
      this.canvas.width = Math.round(width * scale);
      this.canvas.height = Math.round(height * scale);
      this.canvas.style.width = `${width}px`;
      this.canvas.style.height = `${height}px`;
    }
    const pen = this.canvas.getContext('2d');
    pen.setTransform(scale, 0, 0, scale, 0, 0);
    pen.clearRect(0, 0, width, height);
    pen.translate(kLeft - this.scroll.scrollLeft, kTop - this.scroll.scrollTop);
    this.drawSegments(pen, width, height);
  }

  inView(width, height) {
    const {layout} = this;
    if (!this.byRow) {
      this.byRow = Array.from({length: layout.rows}, () => []);
      layout.order.forEach((i) => this.byRow[layout.row[i]].push(i));
    }
    const first = Math.max(0, Math.floor(
        (this.scroll.scrollTop - kTop) / kRow) - 1);
    const last = Math.min(layout.rows,
        first + Math.ceil(height / kRow) + 3);
    return this.byRow.slice(first, last).flat();
  }

  drawSegments(pen, width, height) {
    const {layout, tree} = this;
    const colors = this.colors();
    const top = this.scroll.scrollTop - 2 * kRow;
    pen.font = '11px system-ui, sans-serif';
    pen.textBaseline = 'bottom';
    const seen = this.inView(width, height);
    for (const i of seen) {
      const y = layout.row[i] * kRow + kRow / 2;
      const parent = layout.from[i];
      if (parent >= 0 && layout.row[parent] !== layout.row[i]) {
        // A branch leaves the main path at its physical time.
        const y0 = Math.max(layout.row[parent] * kRow + kRow / 2, top);
        pen.strokeStyle = colors.text;
        pen.globalAlpha = 0.35;
        pen.lineWidth = 1;
        pen.beginPath();
        pen.moveTo(this.startOf(i) - 0.5, y0);
        pen.lineTo(this.startOf(i) - 0.5, y);
        pen.stroke();
        pen.globalAlpha = 1;
      }
    }
    for (const i of seen) {
      const y = layout.row[i] * kRow + kRow / 2;
      const state = this.stateOf(i);
      pen.fillStyle = colors[state];
      if (tree.measurement[i]) {
        const x = this.startOf(i) + 3 + 8 * layout.marks[i];
        pen.beginPath();
        pen.moveTo(x, y - 9);
        pen.lineTo(x + 3.5, y - 5.5);
        pen.lineTo(x, y - 2);
        pen.lineTo(x - 3.5, y - 5.5);
        pen.fill();
      } else {
        const x = this.startOf(i);
        const w = Math.max(3, this.endOf(i) - x - 1.5);
        pen.globalAlpha = state === 'leased' ? 0.35 : 1;
        pen.fillRect(x, y, w, 6);
        pen.globalAlpha = 1;
        if (state === 'leased') {
          pen.fillRect(x, y, w * (this.running.get(i) ?? 0), 6);
        }
        this.drawLabel(pen, i, x, y, w, colors.text);
        if (state === 'failed') {
          pen.strokeStyle = colors.ground;
          pen.lineWidth = 1.5;
          pen.beginPath();
          pen.moveTo(x + w / 2 - 3, y);
          pen.lineTo(x + w / 2 + 3, y + 6);
          pen.moveTo(x + w / 2 + 3, y);
          pen.lineTo(x + w / 2 - 3, y + 6);
          pen.stroke();
        }
      }
      if (i === this.selected) {
        pen.strokeStyle = colors.focus;
        pen.lineWidth = 2;
        const x = this.startOf(i) + (tree.measurement[i] ? 8 * layout.marks[i] - 4
                                                      : -2);
        const w = tree.measurement[i] ? 14 : this.endOf(i) - this.startOf(i) + 3;
        pen.strokeRect(x, y - (tree.measurement[i] ? 12 : 3), w, 13);
      }
    }
  }

  // What is done in a segment, where there is room for it.
  drawLabel(pen, i, x, y, width, color) {
    const label = this.labelOf(i).split('/').at(-1);
    if (this.layout.markOn[i] || pen.measureText(label).width > width - 4) {
      return;
    }
    pen.fillStyle = color;
    pen.fillText(label, x, y - 1);
  }

  describe(i) {
    const {tree} = this;
    const parts = [this.labelOf(i), kStateWords[this.stateOf(i)]];
    if (tree.ps[i] > 0) parts.push(physical(tree.ps[i]));
    parts.push(`${quantity(tree.atoms[i] * tree.steps[i])} atom-steps`);
    parts.push(tree.points[i] === 1 ? '1 point' : `${tree.points[i]} points`);
    const share = this.running?.get(i);
    if (share !== undefined) parts.push(`${Math.round(100 * share)} % done`);
    return parts.join(' · ');
  }

  at(event) {
    const box = this.scroll.getBoundingClientRect();
    const x = event.clientX - box.left + this.scroll.scrollLeft - kLeft;
    const y = event.clientY - box.top + this.scroll.scrollTop - kTop;
    const row = Math.floor(y / kRow);
    const {layout, tree} = this;
    const candidates = this.byRow?.[row] ?? [];
    let best = -1;
    for (const i of candidates) {
      const mark = tree.measurement[i];
      const upper = y - row * kRow < kRow / 2 - 1;
      const x0 = this.startOf(i) + (mark ? 8 * layout.marks[i] - 2 : 0);
      const x1 = mark ? x0 + 9 : this.endOf(i);
      if (x >= x0 && x <= x1 && (!mark || upper)) best = i;
    }
    return best;
  }

  hover(event) {
    const i = this.layout ? this.at(event) : -1;
    this.scroll.style.cursor = i >= 0 ? 'pointer' : '';
    if (i >= 0) setText(this.say, this.describe(i));
  }

  click(event) {
    const i = this.layout ? this.at(event) : -1;
    if (i < 0) return;
    this.select(i);
    this.onopen(this.tree.id[i]);
  }

  select(i) {
    this.selected = i;
    const {layout} = this;
    const y = layout.row[i] * kRow;
    const view = this.scroll;
    if (y < view.scrollTop) view.scrollTop = y;
    if (y + 3 * kRow > view.scrollTop + view.clientHeight) {
      view.scrollTop = y + 3 * kRow - view.clientHeight;
    }
    const x = this.startOf(i);
    if (x < view.scrollLeft || x > view.scrollLeft + view.clientWidth - 60) {
      view.scrollLeft = Math.max(0, x - view.clientWidth / 2);
    }
    setText(this.say, this.describe(i));
    this.draw();
  }

  press(event) {
    if (!this.layout) return;
    const {order} = this.layout;
    const at = order.indexOf(this.selected);
    const steps = {ArrowDown: 1, ArrowRight: 1, j: 1, ArrowUp: -1,
      ArrowLeft: -1, k: -1, PageDown: 20, PageUp: -20};
    if (event.key in steps) {
      const to = at < 0 ? 0 : at + steps[event.key];
      this.select(order[Math.max(0, Math.min(order.length - 1, to))]);
    } else if (event.key === 'Home' || event.key === 'End') {
      this.select(order[event.key === 'Home' ? 0 : order.length - 1]);
    } else if (event.key === 'Enter' && this.selected >= 0) {
      this.onopen(this.tree.id[this.selected]);
    } else {
      return;
    }
    event.preventDefault();
  }
}
