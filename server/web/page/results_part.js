// The table of results: sorts, filters, shows the columns that are asked for.

import {h, setText} from '/dom.js';
import {measured, quantity, title} from '/format.js';
import {openDialog} from '/help.js';
import {stateBadge} from '/sweeps_page.js';
import {Table} from '/table.js';

// What stands in the table at first, in this order, if it was measured.
const kUsual = ['delta_potential_energy', 'delta_inherent_structure_energy',
  'potential_energy', 'youngs_modulus', 'shear_modulus', 'yield_stress',
  'flow_stress', 'softening', 'icosahedral_fraction', 'free_volume_fraction',
  'localization', 'glass_transition_temperature'];
const kMostColumns = 8;

export class ResultsPart {
  constructor(results) {
    this.results = results;
    this.columns = null;  // names of observables that are shown
    this.table = new Table({columns: [], caption: 'Results',
      key: (row) => row.point, onopen: (row) => this.showPoint(row)});
    this.say = h('p', {class: 'muted', role: 'status'}, 'Loading …');
    results.onpage.push((text) => {
      this.show();
      setText(this.say, text);
    });
    this.element = h('div', {}, this.table.element, this.say);
    this.table.element.querySelector('.vt-bar').append(
        h('button', {type: 'button', class: 'quiet',
          onclick: () => this.chooseColumns()}, 'Columns …'));
  }

  async update(sweep) {
    await this.results.refresh(sweep);
    this.show();
  }

  show() {
    const {observables, parameters, rows, version} = this.results;
    if (version === this.shown) return;
    this.shown = version;
    const names = observables.map((one) => one.name);
    const known = `${parameters.join()} ${names.join()}`;
    if (known !== this.known) {
      this.known = known;
      this.columns ??= [...kUsual.filter((name) => names.includes(name)),
        ...names.filter((name) => !kUsual.includes(name))]
          .slice(0, kMostColumns);
      this.setColumns();
    }
    this.table.setRows(rows);
    setText(this.say, rows.some((row) => row.replica > 0)
      ? 'Each row is one replica; ± is its error within the run.'
      : 'One replica: ± is the error within the run, not between samples.');
  }

  setColumns() {
    const {observables, parameters, rows} = this.results;
    const several = rows.some((row) => row.replica > 0);
    const plain = (name, head, value, width) => ({name, head, value,
      text: (row) => String(value(row) ?? '–'), width});
    this.table.setColumns([
      {...plain('point', 'point', (row) => row.point, 72), numeric: true},
      plain('treatment', 'treatment', (row) => row.treatment, 180),
      ...parameters.map((name) => ({name, head: title(name), numeric: true,
        width: 110,
        value: (row) => row.parameters[name],
        text: (row) => quantity(row.parameters[name])})),
      several ? {...plain('replica', 'replica', (row) => row.replica, 88),
        numeric: true} : null,
      ...observables.filter((one) => this.columns.includes(one.name))
          .sort((a, b) => this.columns.indexOf(a.name) -
            this.columns.indexOf(b.name))
          .map(({name, unit}) => ({name, head: title(name),
            unit: unit === '1' ? '' : unit, numeric: true,
            width: 140,
            value: (row) => row.values[name],
            text: (row) => measured(row.values[name], row.errors[name])})),
      {...plain('state', 'state', (row) => row.state, 112),
        element: (row) => stateBadge(row.state)},
    ].filter(Boolean));
  }

  chooseColumns() {
    const boxes = this.results.observables.map(({name, unit}) => h('label', {},
        h('input', {type: 'checkbox', value: name,
          checked: this.columns.includes(name), onchange: (event) => {
            const {checked} = event.target;
            this.columns = this.columns.filter((one) => one !== name);
            if (checked) this.columns.push(name);
            this.setColumns();
          }}), ` ${title(name)}`, unit === '1' ? '' : ` (${unit})`));
    openDialog('Columns', h('div', {class: 'choices'}, boxes));
  }

  showPoint(row) {
    const {observables} = this.results;
    openDialog(`Point ${row.point}: ${row.treatment}`,
        h('dl', {class: 'facts-list'},
            Object.entries(row.parameters).map(([name, value]) =>
              [h('dt', {}, title(name)), h('dd', {}, quantity(value))]),
            observables.filter(({name}) => row.values[name] !== undefined)
                .map(({name, unit}) => [h('dt', {}, title(name)), h('dd', {},
                    `${measured(row.values[name], row.errors[name])}${
                      unit === '1' ? '' : ` ${unit}`}`)])));
  }
}
