// Workers with what they run and how fast.

import {announceEmpty, fill, h} from '/dom.js';
import {ago} from '/format.js';
import {runningBar, shareDone, speedText} from '/running_bar.js';

function runningLine(running) {
  return h('div', {class: 'running'},
      h('div', {class: 'facts'}, h('span', {}, running.label),
          h('span', {}, `${Math.floor(100 * shareDone(running))} %`),
          speedText(running)),
      runningBar(running));
}

function card(worker, now) {
  return h('div', {class: `card${worker.live ? '' : ' away'}`},
      h('div', {class: 'card-head'}, h('strong', {}, worker.name),
          h('span', {class: `badge state-${worker.live ? 'done' : 'waiting'}`},
              h('i'), worker.live ? 'live' : 'gone')),
      h('div', {class: 'facts'},
          h('span', {}, `${worker.threads} thread${
            worker.threads === 1 ? '' : 's'}, ${worker.instruction_set}`),
          h('span', {}, `${worker.segments_done} segments done`),
          h('span', {}, `version ${worker.software_version}`),
          worker.live ? null
                      : h('span', {}, `last heard ${ago(worker.last_heard, now)}`)),
      worker.running.map(runningLine),
      worker.live && worker.running.length === 0
        ? h('p', {class: 'muted'}, worker.aside || 'waits for work') : null);
}

export class WorkersPage {
  constructor() {
    this.list = h('div', {class: 'cards'});
    this.element = h('div', {}, h('h1', {}, 'Workers'), this.list);
  }

  update(overview) {
    if (overview.workers.length === 0) {
      fill(this.list, announceEmpty('No workers yet',
          'Start one with: lehr-worker --server HOST:PORT'));
      return;
    }
    fill(this.list, overview.workers.map((w) => card(w, overview.now)));
  }
}
