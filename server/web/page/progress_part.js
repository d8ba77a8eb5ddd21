// What a sweep is, what is being done, and how many segments are in which
// state.

import {get} from '/api.js';
import {fill, h} from '/dom.js';
import {kStateWords, kStates, moment, quantity} from '/format.js';
import {runningBar, speedText} from '/running_bar.js';

function runningLine(running) {
  return h('li', {}, h('div', {class: 'facts'},
      h('strong', {}, running.label),
      h('span', {}, `on ${running.worker}`),
      h('span', {}, `${quantity(running.steps_done)} of ${
        quantity(running.steps_total)} steps`),
      speedText(running)),
  runningBar(running));
}

function definitions(entries) {
  return h('dl', {class: 'facts-list'}, entries.filter(([, text]) => text)
      .map(([name, text]) => [h('dt', {}, name), h('dd', {}, text)]));
}

export class ProgressPart {
  constructor(sweep) {
    this.sweep = sweep;
    this.counts = h('div', {class: 'counts'});
    this.running = h('ul', {class: 'running-list'});
    this.about = h('div', {});
    this.element = h('div', {class: 'columns'},
        h('section', {}, h('h2', {}, 'Running'), this.running),
        h('section', {}, h('h2', {}, 'Segments'), this.counts,
            h('h2', {}, 'Study'), this.about));
    this.loading = this.load();
  }

  async load() {
    const spec = await get(`/api/sweeps/${this.sweep}`);
    fill(this.about, definitions([
      ['Material', spec.composition], ['Potential', spec.potential],
      ['Treatments', spec.treatments.join(', ')],
      ['Replicas', String(spec.replicas)], ['Seed', String(spec.seed)],
      ['Submitted', moment(spec.created)], ['Description', spec.description],
      ['Work', `${quantity(spec.atom_steps_as_written)} atom-steps as written, ${
        quantity(spec.atom_steps_shared)} after sharing`],
    ]));
  }

  async update(sweep) {
    fill(this.counts, kStates.filter((state) => sweep.segments[state] > 0)
        .map((state) => h('div', {class: `count-of state-${state}`}, h('i'),
            h('b', {}, quantity(sweep.segments[state])), kStateWords[state])));
    fill(this.running, sweep.running.length > 0
      ? sweep.running.map(runningLine)
      : h('li', {class: 'muted'}, sweep.state === 'running'
        ? 'Nothing runs now: workers are busy with other sweeps, or none is there.'
        : `The sweep is ${sweep.state}.`));
    await this.loading;
  }
}
