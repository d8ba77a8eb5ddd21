// Segments that failed, with their errors and what each attempt said.

import {get} from '/api.js';
import {announceEmpty, fill, h} from '/dom.js';
import {moment} from '/format.js';
import {showSegment} from '/segment_dialog.js';

function attemptLine(attempt) {
  return h('li', {}, h('span', {class: 'facts'},
      h('strong', {}, `attempt ${attempt.attempt}`),
      h('span', {}, attempt.state.toLowerCase()),
      attempt.class ? h('span', {class: 'tag'}, attempt.class) : null,
      h('span', {}, `on ${attempt.worker}`),
      h('span', {}, moment(attempt.started))),
  attempt.message ? h('pre', {}, attempt.message) : null,
  attempt.log ? h('pre', {}, attempt.log) : null);
}

// What failed in the same way, and what that has in common.
function groupCard(group) {
  const line = (name, text) => text
    ? h('div', {class: 'facts'}, h('strong', {}, name), h('span', {}, text))
    : null;
  return h('article', {class: 'card failure-group'},
      h('div', {class: 'card-head'},
          h('strong', {}, `${group.count} failed`),
          h('span', {class: 'tag'}, group.class),
          h('span', {class: 'muted'}, `${group.points} points wait`)),
      h('pre', {class: 'error'}, group.error),
      line('mostly', group.associations.join('; ')),
      line('where', group.places.join('; ')),
      line('then', group.advice),
      group.log ? h('pre', {}, group.log) : null);
}

export class FailuresPart {
  constructor(sweep) {
    this.sweep = sweep;
    this.list = h('div', {class: 'cards'});
    this.element = this.list;
  }

  async update(sweep, overview) {
    // What has failed may be tried and fail again between two looks.
    const seen = sweep.segments.failed > 0 ? overview.version : 'none';
    if (seen === this.seen) return;
    this.seen = seen;
    const answer = await get(`/api/sweeps/${this.sweep}/failures`);
    if (answer.failures.length === 0) {
      fill(this.list, announceEmpty('Nothing has failed', 'May it stay so.'));
      return;
    }
    fill(this.list, answer.groups.map(groupCard),
        h('h2', {}, 'Segments'), answer.failures.map((failure) => h('article', {class: 'card'},
        h('div', {class: 'card-head'}, h('strong', {}, failure.label),
            h('button', {type: 'button', class: 'quiet', onclick: () =>
              showSegment(this.sweep, failure.segment_id)}, 'Segment …')),
        h('pre', {class: 'error'}, failure.error),
        h('ul', {class: 'attempts'}, failure.attempts.map(attemptLine)))),
    answer.total > answer.failures.length
      ? h('p', {class: 'muted'}, `${answer.total - answer.failures.length} more`)
      : null);
  }
}
