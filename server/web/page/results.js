// Results of a sweep as rows, kept in step with the server.

import {allPages} from '/api.js';

// Of a live sweep all pages are fetched again and again; what that takes is at
// most this share of the time.
const kShareOfTime = 0.2;

export class Results {
  constructor(sweep) {
    this.sweep = sweep;
    this.rows = [];
    this.parameters = [];
    this.observables = [];
    this.version = 0;
    this.onpage = [];  // hear of each page of the first fetch
    this.seen = '';
    this.notBefore = 0;
  }

  // Fetches them if there is something new. `version` grows with each change.
  async refresh(sweep) {
    const seen = `${sweep.state} ${sweep.points_done} ${sweep.segments.done} ${
      sweep.segments.failed}`;
    const live = sweep.state === 'running';
    if (seen === this.seen || (live && performance.now() < this.notBefore)) {
      return;
    }
    this.fetching ??= this.fetchAll(sweep, seen)
        .finally(() => { this.fetching = null; });
    await this.fetching;
  }

  async fetchAll(sweep, seen) {
    const began = performance.now();
    const first = this.version === 0;
    const parameters = new Map();
    const observables = new Map();
    const rows = [];
    await allPages(`/api/sweeps/${this.sweep}/results`, (page) => {
      page.parameters.forEach((name) => parameters.set(name, name));
      page.observables.forEach(([name, unit]) => observables.set(name, unit));
      for (const [point, treatment, replica, state, values, found] of
        page.rows) {
        const row = {point, treatment, replica, state, parameters: {},
          values: {}, errors: {}};
        values.forEach(([i, value]) => {
          row.parameters[page.parameters[i]] = value;
        });
        found.forEach(([i, value, error]) => {
          const [name] = page.observables[i];
          row.values[name] = value;
          if (error !== undefined) row.errors[name] = error;
        });
        rows.push(row);
      }
      if (first) {
        this.publish(rows, parameters, observables);
        this.onpage.forEach((hear) => hear(
            `Loading: ${rows.length} of ${sweep.points} points`));
      }
    });
    this.publish(rows, parameters, observables);
    this.seen = seen;
    const now = performance.now();
    this.notBefore = now + (now - began) / kShareOfTime;
  }

  publish(rows, parameters, observables) {
    this.rows = rows;
    this.parameters = [...parameters.keys()];
    this.observables = [...observables].map(([name, unit]) => ({name, unit}));
    ++this.version;
  }
}

// Mean over replicas, and its standard error; of one replica its own error.
export function meanOf(rows, name) {
  const values = rows.map((row) => row.values[name])
      .filter((value) => typeof value === 'number');
  const n = values.length;
  if (n === 0) return null;
  const mean = values.reduce((a, b) => a + b, 0) / n;
  if (n === 1) {
    const row = rows.find((one) => typeof one.values[name] === 'number');
    return {n, mean, error: row.errors[name] ?? null};
  }
  const squares = values.reduce((a, b) => a + (b - mean) ** 2, 0);
  return {n, mean, error: Math.sqrt(squares / (n - 1) / n)};
}
