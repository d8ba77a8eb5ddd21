// All sweeps with their progress.

import {announceEmpty, fill, h} from '/dom.js';
import {duration, moment, quantity} from '/format.js';

export function progressBar(sweep) {
  const total = Math.max(1, sweep.segments_total);
  const part = (state) => 100 * sweep.segments[state] / total;
  const share = sweep.atom_steps_total > 0
    ? sweep.atom_steps_done / sweep.atom_steps_total : part('done') / 100;
  const bar = h('div', {class: 'bar', role: 'progressbar',
    'aria-valuemin': '0', 'aria-valuemax': '100',
    'aria-valuenow': Math.floor(100 * share),
    'aria-label': `work of ${sweep.name}`},
  h('i', {class: 'bar-done'}), h('i', {class: 'bar-failed'}));
  bar.children[0].style.width = `${100 * share}%`;
  bar.children[1].style.width = `${part('failed')}%`;
  return bar;
}

export function stateBadge(state) {
  return h('span', {class: `badge state-${state}`}, h('i'), state);
}

// Words of its own that a sweep was given.
export function tagBadges(sweep) {
  return sweep.tags.map((tag) => h('span', {class: 'tag'}, tag));
}

export function leftText(sweep) {
  if (sweep.state === 'paused') return sweep.reason || 'paused';
  if (sweep.state !== 'running') return moment(sweep.ended);
  if (sweep.time_left_seconds === undefined) return 'time left unknown';
  return `${duration(sweep.time_left_seconds)} left`;
}

// Points that are done, and how many are there while it is being submitted.
export function pointsText(sweep) {
  const done = `${sweep.points_done} of ${sweep.points} points`;
  if (sweep.points_stored === undefined) return done;
  return `${done}, ${sweep.points_stored} submitted${
    sweep.state === 'cancelled' ? '' : ' so far'}`;
}

function card(sweep) {
  const share = sweep.atom_steps_total > 0
    ? 100 * sweep.atom_steps_done / sweep.atom_steps_total : 100;
  const facts = [
    pointsText(sweep),
    `${quantity(sweep.atom_steps_done)} of ${
      quantity(sweep.atom_steps_total)} atom-steps`,
    sweep.segments.failed > 0 ? `${sweep.segments.failed} failed` : null,
    sweep.atom_steps_per_second > 0
      ? `${quantity(sweep.atom_steps_per_second)} atom-steps/s` : null,
    leftText(sweep),
    sweep.user,
  ].filter(Boolean);
  return h('a', {class: 'card', href: `#/sweep/${sweep.id}`,
    'data-sweep': sweep.id},
  h('div', {class: 'card-head'},
      h('span', {class: 'number-of'}, `${sweep.id}`),
      h('strong', {}, sweep.name), stateBadge(sweep.state), tagBadges(sweep),
      h('span', {class: 'percent'}, `${Math.floor(share)} %`)),
  progressBar(sweep),
  h('div', {class: 'facts'}, facts.map((fact) => h('span', {}, fact))));
}

export class SweepsPage {
  constructor() {
    this.list = h('div', {class: 'cards'});
    this.element = h('div', {}, h('h1', {}, 'Sweeps'), this.list);
  }

  update(overview) {
    if (overview.sweeps.length === 0) {
      fill(this.list, announceEmpty('No sweeps yet',
          'Submit one with: lehr submit FILE.yaml'));
      return;
    }
    const focused = document.activeElement?.dataset?.sweep;
    fill(this.list, overview.sweeps.map(card));
    if (focused) {
      this.list.querySelector(`[data-sweep="${focused}"]`)?.focus();
    }
  }
}
