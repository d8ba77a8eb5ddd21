// How far a running segment is, and how fast.

import {h} from '/dom.js';
import {quantity} from '/format.js';

export function shareDone(running) {
  return running.steps_total > 0 ? running.steps_done / running.steps_total : 0;
}

export function runningBar(running) {
  const bar = h('div', {class: 'bar thin'}, h('i', {class: 'bar-running'}));
  bar.firstChild.style.width = `${100 * shareDone(running)}%`;
  return bar;
}

export function speedText(running) {
  return running.atom_steps_per_second > 0 ? h('span', {},
      `${quantity(running.atom_steps_per_second)} atom-steps/s`) : null;
}
