// One sweep, in parts.

import {post} from '/api.js';
import {fill, h, setText} from '/dom.js';
import {CurvesPart} from '/curves_part.js';
import {FailuresPart} from '/failures_part.js';
import {FiguresPart} from '/figures_part.js';
import {openDialog} from '/help.js';
import {ProgressPart} from '/progress_part.js';
import {Results} from '/results.js';
import {ResultsPart} from '/results_part.js';
import {showSegment} from '/segment_dialog.js';
import {leftText, pointsText, progressBar, stateBadge, tagBadges}
  from '/sweeps_page.js';
import {Tree} from '/tree.js';

const kParts = [
  ['progress', 'Progress'], ['tree', 'Tree'], ['results', 'Results'],
  ['figures', 'Figures'], ['curves', 'Curves'], ['failures', 'Failures'],
];

class TreePart {
  constructor(sweep) {
    this.tree = new Tree({sweep,
      onopen: (segment) => showSegment(sweep, segment)});
    this.element = this.tree.element;
    this.loading = this.tree.load();
  }

  async update() {
    await this.loading;
    await this.tree.refresh();
  }

  redraw() {
    this.tree.draw();
  }
}

function makePart(name, sweep, results) {
  return {
    progress: () => new ProgressPart(sweep),
    tree: () => new TreePart(sweep),
    results: () => new ResultsPart(results),
    figures: () => new FiguresPart(results),
    curves: () => new CurvesPart(sweep),
    failures: () => new FailuresPart(sweep),
  }[name]();
}

export class SweepPage {
  constructor(sweep) {
    this.sweep = sweep;
    this.parts = {};
    this.results = new Results(sweep);
    this.name = null;
    this.head = h('div', {class: 'sweep-head'});
    this.bar = h('div', {});
    this.tabs = h('div', {class: 'tabs', role: 'tablist',
      'aria-label': 'Parts of the sweep'},
    kParts.map(([name, title], i) => h('a', {role: 'tab',
      href: `#/sweep/${sweep}/${name}`, id: `tab-${name}`,
      'aria-controls': 'part', title: `${title} (${i + 1})`},
    title, h('span', {class: 'count'}))));
    this.place = h('div', {id: 'part', role: 'tabpanel'});
    this.problem = h('p', {class: 'problem', role: 'alert'});
    this.element = h('div', {}, this.head, this.bar, this.tabs, this.problem,
        this.place);
    this.keys = Object.fromEntries(kParts.map(([name], i) =>
      [String(i + 1), () => { location.hash = `#/sweep/${sweep}/${name}`; }]));
  }

  open(name) {
    this.name = kParts.some(([known]) => known === name) ? name : 'progress';
    this.parts[this.name] ??= makePart(this.name, this.sweep, this.results);
    fill(this.place, this.parts[this.name].element);
    for (const tab of this.tabs.children) {
      const current = tab.id === `tab-${this.name}`;
      tab.setAttribute('aria-selected', current);
      if (current) this.place.setAttribute('aria-labelledby', tab.id);
    }
  }

  update(overview) {
    const sweep = overview.sweeps.find((one) => one.id === this.sweep);
    if (!sweep) {
      fill(this.head, h('h1', {}, `Sweep ${this.sweep}`));
      setText(this.problem, `There is no sweep ${this.sweep} among the newest.`);
      return;
    }
    this.drawHead(sweep, overview.admin);
    const part = this.parts[this.name];
    Promise.resolve(part?.update?.(sweep, overview))
        .then(() => setText(this.problem, ''))
        .catch((error) => setText(this.problem, error.message));
  }

  drawHead(sweep, admin) {
    const drawn = JSON.stringify([sweep.state, sweep.reason, sweep.tags,
      sweep.segments, admin,
      sweep.points_done, sweep.points_stored,
      Math.floor(sweep.time_left_seconds ?? -1),
      Math.floor(1000 * sweep.atom_steps_done / sweep.atom_steps_total)]);
    if (drawn === this.drawn) return;
    this.drawn = drawn;
    const focused = document.activeElement?.dataset?.act;
    fill(this.head,
        h('h1', {}, h('span', {class: 'number-of'}, `${sweep.id}`), sweep.name),
        stateBadge(sweep.state), tagBadges(sweep),
        h('span', {class: 'facts'},
            h('span', {}, pointsText(sweep)),
            h('span', {}, leftText(sweep))),
        admin ? this.actions(sweep) : null);
    if (focused) this.head.querySelector(`[data-act="${focused}"]`)?.focus();
    fill(this.bar, progressBar(sweep));
    const failed = this.tabs.querySelector('#tab-failures .count');
    setText(failed, sweep.segments.failed > 0 ? `${sweep.segments.failed}` : '');
    document.title = `${sweep.name} · Lehr`;
  }

  actions(sweep) {
    const act = (name, title, what, path) => h('button', {type: 'button',
      'data-act': name, onclick: () => this.confirm(title, what, path)}, title);
    return h('span', {class: 'actions'},
        sweep.state === 'running'
          ? act('pause', 'Pause',
              'Nothing new is started; what runs is saved.', 'pause')
          : null,
        sweep.state === 'paused'
          ? act('resume', 'Resume', 'It goes on where it was.', 'resume')
          : null,
        sweep.state === 'running' || sweep.state === 'paused'
          ? act('cancel', 'Cancel', 'What has been computed is kept.', 'cancel')
          : null,
        sweep.segments.failed > 0
          ? act('retry', 'Retry failed',
              `${sweep.segments.failed} failed segments are tried once more.`,
              'retry')
          : null);
  }

  confirm(title, what, path) {
    const problem = h('p', {class: 'problem', role: 'alert'});
    const reason = path === 'cancel' || path === 'pause'
      ? h('input', {type: 'text', 'aria-label': 'Reason', maxlength: '200',
        placeholder: 'Reason (kept with the sweep)'}) : null;
    const go = async () => {
      try {
        await post(`/api/sweeps/${this.sweep}/${path}`,
            reason ? {reason: reason.value} : {});
        dialog.close();
      } catch (error) {
        setText(problem, error.message);
      }
    };
    const dialog = openDialog(`${title}: sweep ${this.sweep}`,
        h('p', {}, what), reason, problem,
        h('div', {class: 'actions'},
            h('button', {type: 'button', class: 'primary', onclick: go},
                title)));
  }

  redraw() {
    Object.values(this.parts).forEach((part) => part.redraw?.());
  }

  leave() {
    document.title = 'Lehr';
  }
}
