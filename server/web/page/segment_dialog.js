// All that is known of one segment, with its curve.

import {get} from '/api.js';
import {fill, h} from '/dom.js';
import {duration, kStateWords, measured, moment, quantity,
  title} from '/format.js';
import {openDialog} from '/help.js';
import {Plot} from '/plot.js';

function firstChoice(columns) {
  const names = columns.map((column) => column.name);
  const strained = names.filter((name) => name.startsWith('strain_'))
      .find((name) => {
        const {values} = columns[names.indexOf(name)];
        return Math.abs(values.at(-1) ?? 0) > 0.01;
      });
  if (strained) {
    const axis = strained.at(-1);
    return [strained, `stress_${axis}${axis}`];
  }
  if (names.includes('time_ps')) return ['time_ps', 'potential_energy'];
  return [names[0], names[1]];
}

class CurveView {
  constructor(columns) {
    this.columns = columns;
    this.plot = new Plot({caption: 'Curve'});
    const [x, y] = firstChoice(columns);
    this.x = this.choice('Across', x);
    this.y = this.choice('Up', y);
    this.element = h('section', {}, h('div', {class: 'choices-bar'},
        h('label', {class: 'choice'}, 'Up ', this.y),
        h('label', {class: 'choice'}, 'Across ', this.x)), this.plot.element);
  }

  choice(label, chosen) {
    const list = h('select', {'aria-label': label, onchange: () => this.draw()},
        this.columns.map(({name}) => h('option', {value: name}, title(name))));
    list.value = chosen;
    return list;
  }

  draw() {
    const of = (list) => this.columns.find(({name}) => name === list.value);
    const x = of(this.x);
    const y = of(this.y);
    const label = ({name, unit}) =>
      `${title(name)}${unit === '1' ? '' : ` (${unit})`}`;
    this.plot.show({xLabel: label(x), yLabel: label(y),
      series: [{label: title(y.name), x: x.values, y: y.values, color: 0}]});
  }
}

function facts(segment) {
  const entries = [
    ['State', kStateWords[segment.state] ?? segment.state],
    ['Atoms', quantity(segment.atoms)], ['Steps', quantity(segment.steps)],
    ['Points through it', quantity(segment.points)],
    ['Attempts', quantity(segment.attempts)],
    ['Worker', segment.worker], ['Saved as', segment.saved_as.join(', ')],
    ['Time the engine ran', segment.run_time_seconds === undefined ? ''
      : duration(segment.run_time_seconds)],
    ['Key', segment.key], ['End state', segment.end_state_sha256],
  ];
  return h('dl', {class: 'facts-list'}, entries.filter(([, text]) => text)
      .map(([name, text]) => [h('dt', {}, name), h('dd', {}, text)]),
  segment.observables.map((one) => [h('dt', {}, title(one.name)), h('dd', {},
      `${measured(one.value, one.standard_error)}${
        one.unit === '1' ? '' : ` ${one.unit}`}`)]));
}

export async function showSegment(sweep, id) {
  const place = h('div', {}, h('p', {class: 'muted'}, 'asking …'));
  openDialog(`Segment ${id}`, place);
  try {
    const segment = await get(`/api/sweeps/${sweep}/segments/${id}`);
    const curve = segment.curve ? new CurveView(segment.curve) : null;
    fill(place, h('h3', {}, segment.label),
        segment.error ? h('pre', {class: 'error'}, segment.error) : null,
        curve?.element, facts(segment),
        segment.attempt_list.length > 0 ? h('ul', {class: 'attempts'},
            segment.attempt_list.map((attempt) => h('li', {},
                `attempt ${attempt.attempt}: ${attempt.state.toLowerCase()} on ${
                  attempt.worker}, ${moment(attempt.started)}`,
                attempt.message ? h('pre', {}, attempt.message) : null)))
        : null);
    curve?.draw();
  } catch (error) {
    fill(place, h('p', {class: 'problem', role: 'alert'}, error.message));
  }
}
