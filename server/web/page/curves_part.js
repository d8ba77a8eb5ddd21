// Stress-strain curves of all tensions, those that still run included.

import {get} from '/api.js';
import {announceEmpty, fill, h, setText} from '/dom.js';
import {Plot} from '/plot.js';

const kMostCurves = 40;

export class CurvesPart {
  constructor(sweep) {
    this.sweep = sweep;
    this.seen = '';
    this.plot = new Plot({caption: 'Stress against strain'});
    this.place = h('div', {});
    this.say = h('p', {class: 'muted'});
    this.element = h('div', {}, this.place, this.say);
  }

  async update(sweep, overview) {
    const seen = `${sweep.segments.done} ${sweep.state}`;
    // A running tension has a new curve with every checkpoint.
    const due = sweep.running.length > 0 &&
      new Date(overview.now) - (this.fetched ?? 0) > 5000;
    if ((seen === this.seen && !due) || this.busy) return;
    this.busy = true;
    try {
      const answer = await get(
          `/api/sweeps/${this.sweep}/tensions?limit=${kMostCurves}`);
      this.seen = seen;
      this.fetched = new Date(overview.now);
      this.curves = answer.curves;
      this.total = answer.total;
      this.draw();
    } finally {
      this.busy = false;
    }
  }

  draw() {
    if (this.curves.length === 0) {
      fill(this.place, announceEmpty('No tension has begun yet',
          'Curves of running tensions appear with their first checkpoint or measurement.'));
      return;
    }
    fill(this.place, this.plot.element);
    this.plot.show({
      xLabel: 'engineering strain', yLabel: 'stress (GPa)',
      series: this.curves.map((curve, i) => ({label: curve.label, x: curve.strain,
        y: curve.stress, color: i})),
    });
    const running = this.curves.filter((curve) => !curve.done).length;
    setText(this.say, [
      `${this.curves.length} of ${this.total} tensions`,
      running > 0 ? `${running} still running, up to their last checkpoint or measurement` : null,
      'true stress along the axis of tension; click a name below to hide it, drag to zoom, double-click to go back',
    ].filter(Boolean).join(' · '));
  }

  redraw() {
    if (this.curves?.length > 0) this.draw();
  }
}
