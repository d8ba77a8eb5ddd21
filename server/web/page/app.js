// The page: where one is, what is asked again and again, and keys.

import {get} from '/api.js';
import {fill, h, setText} from '/dom.js';
import {showHelp} from '/help.js';
import {SweepPage} from '/sweep_page.js';
import {SweepsPage} from '/sweeps_page.js';
import {WorkersPage} from '/workers_page.js';

const kInterval = 1000;  // ms
const main = document.getElementById('main');
const status = document.getElementById('status');

let page = null;
let overview = null;
let failures = 0;

function pageFor(hash) {
  const parts = hash.replace(/^#\/?/, '').split('/').filter(Boolean);
  if (parts[0] === 'sweep' && /^\d+$/.test(parts[1] ?? '')) {
    return {key: `sweep/${parts[1]}`, part: parts[2], make: () =>
      new SweepPage(Number(parts[1]))};
  }
  if (parts[0] === 'workers') {
    return {key: 'workers', make: () => new WorkersPage()};
  }
  return {key: 'sweeps', make: () => new SweepsPage()};
}

function drawNav(key) {
  const link = (href, text, current) => h('a', {href,
    'aria-current': current ? 'page' : null}, text);
  fill(document.getElementById('nav'),
      link('#/', 'Sweeps', key === 'sweeps' || key.startsWith('sweep/')),
      link('#/workers', 'Workers', key === 'workers'));
}

function navigate() {
  const wanted = pageFor(location.hash);
  drawNav(wanted.key);
  if (page?.key !== wanted.key) {
    page?.leave?.();
    page = wanted.make();
    page.key = wanted.key;
    fill(main, page.element);
  }
  page.open?.(wanted.part);
  if (overview) page.update(overview);
}

function showStatus() {
  status.dataset.state = failures === 0 ? 'live' : 'lost';
  if (failures > 0) {
    setText(status, 'no answer from the server: trying again');
    return;
  }
  const live = overview.workers.filter((worker) => worker.live).length;
  setText(status, `${live} worker${live === 1 ? '' : 's'} · ${
    overview.queue.leased} running · ${overview.queue.ready} ready`);
}

async function poll() {
  try {
    const since = overview ? `?since=${overview.version}` : '';
    const answer = await get(`/api/overview${since}`);
    failures = 0;
    if (answer) {
      overview = answer;
      page?.update(overview);
    }
    showStatus();
  } catch (error) {
    ++failures;
    if (overview) showStatus();
    else setText(status, 'no answer from the server');
  }
  const slow = document.hidden ? 5 : 1;
  setTimeout(poll, kInterval * slow * Math.min(8, 1 + failures));
}

function setTheme(theme) {
  if (theme) document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
  page?.redraw?.();
}

function toggleTheme() {
  const dark = document.documentElement.dataset.theme ??
      (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');
  const theme = dark === 'dark' ? 'light' : 'dark';
  localStorage.setItem('theme', theme);
  setTheme(theme);
}

document.addEventListener('keydown', (event) => {
  const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
  if (event.key === 'Escape' && typing) {
    event.target.blur();
    return;
  }
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (document.getElementById('dialog').open) return;
  const keys = {
    '?': showHelp,
    't': toggleTheme,
    's': () => { location.hash = '#/'; },
    'w': () => { location.hash = '#/workers'; },
    '/': () => main.querySelector('input.filter')?.focus(),
  };
  const action = keys[event.key] ?? page?.keys?.[event.key];
  if (!action) return;
  event.preventDefault();
  action();
});

document.getElementById('theme').addEventListener('click', toggleTheme);
document.getElementById('help').addEventListener('click', showHelp);
addEventListener('hashchange', navigate);
setTheme(localStorage.getItem('theme'));
navigate();
poll();
