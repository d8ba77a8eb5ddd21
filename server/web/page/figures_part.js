// Observables against parameters: means over replicas with error bars.

import {announceEmpty, fill, h, setText} from '/dom.js';
import {title} from '/format.js';
import {Plot} from '/plot.js';
import {meanOf} from '/results.js';

const kFirst = ['delta_potential_energy', 'softening', 'yield_stress',
  'youngs_modulus'];

function select(label, onchange) {
  const list = h('select', {'aria-label': label, onchange});
  return {list, element: h('label', {class: 'choice'}, `${label} `, list)};
}

function setOptions(list, options, chosen) {
  const value = list.value || chosen;
  fill(list, options.map(([name, text]) => h('option', {value: name}, text)));
  list.value = options.some(([name]) => name === value) ? value : chosen;
}

export class FiguresPart {
  constructor(results) {
    this.results = results;
    this.plot = new Plot({caption: 'Figure'});
    this.x = select('Across', () => this.draw());
    this.y = select('Up', () => this.draw());
    this.say = h('p', {class: 'muted', role: 'status'}, 'Loading …');
    results.onpage.push((text) => setText(this.say, text));
    this.place = h('div', {});
    this.element = h('div', {}, h('div', {class: 'choices-bar'}, this.y.element,
        this.x.element), this.place, this.say);
    fill(this.place, this.plot.element);
  }

  async update(sweep) {
    await this.results.refresh(sweep);
    const {observables, parameters, version} = this.results;
    if (version === this.shown) return;
    this.shown = version;
    setText(this.say, '');
    if (observables.length === 0) {
      fill(this.place, announceEmpty('Nothing measured yet',
          'Figures appear with the first results.'));
      return;
    }
    fill(this.place, this.plot.element);
    const first = kFirst.find((name) =>
      observables.some((one) => one.name === name)) ?? observables[0].name;
    const shown = observables.map(({name, unit}) =>
      [name, `${title(name)}${unit === '1' ? '' : ` (${unit})`}`]);
    setOptions(this.y.list, shown, first);
    setOptions(this.x.list, [
      ['', 'treatment and parameters'],
      ...parameters.map((name) => [name, title(name)]),
      ...shown,
    ], parameters.length === 1 ? parameters[0] : '');
    this.draw();
  }

  groups() {
    const groups = new Map();
    for (const row of this.results.rows) {
      const key = JSON.stringify([row.treatment, row.parameters]);
      if (!groups.has(key)) groups.set(key, []);
      groups.get(key).push(row);
    }
    return [...groups.values()];
  }

  draw() {
    const across = this.x.list.value;
    const up = this.y.list.value;
    const unit = this.results.observables.find((o) => o.name === up)?.unit;
    const series = new Map();
    const replicas = [];
    this.groups().forEach((rows, position) => {
      const found = meanOf(rows, up);
      if (!found) return;
      const row = rows[0];
      const x = across === '' ? position
        : row.parameters[across] ?? meanOf(rows, across)?.mean;
      if (x === undefined || x === null) return;
      if (!series.has(row.treatment)) {
        series.set(row.treatment, {label: title(row.treatment), x: [], y: [],
          errors: [], points: true, color: series.size});
      }
      const one = series.get(row.treatment);
      one.x.push(x);
      one.y.push(found.mean);
      one.errors.push(found.error);
      replicas.push(found.n);
    });
    const label = (name, u) => `${title(name)}${u && u !== '1' ? ` (${u})` : ''}`;
    const acrossUnit = this.results.observables.find(
        (o) => o.name === across)?.unit;
    this.plot.show({
      xLabel: across === '' ? 'number of the group' : label(across, acrossUnit),
      yLabel: label(up, unit), series: [...series.values()],
    });
    setText(this.say, replicas.length === 0
      ? 'No point has both quantities yet.'
      : replicas.some((n) => n > 1)
        ? 'Means over replicas with standard errors. Drag to zoom, double-click to go back.'
        : 'One replica each: bars are errors within a run. Drag to zoom, double-click to go back.');
  }

  redraw() {
    if (this.results.rows.length > 0) this.draw();
  }
}
