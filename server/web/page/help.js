// The keys, in a dialog.

import {fill, h} from '/dom.js';

const kKeys = [
  ['s', 'all sweeps'],
  ['w', 'workers'],
  ['1 … 6', 'parts of a sweep'],
  ['/', 'filter a table: words, or comparisons like temperature>=900'],
  ['↑ ↓ or k j', 'move in a table or tree'],
  ['Enter', 'open the row or segment'],
  ['t', 'light or dark'],
  ['Esc', 'close'],
];

export function openDialog(title, ...content) {
  const dialog = document.getElementById('dialog');
  fill(dialog,
      h('form', {method: 'dialog', class: 'dialog-head'},
          h('h2', {}, title),
          h('button', {class: 'quiet', 'aria-label': 'Close'}, '✕')),
      content);
  dialog.onclose = () => fill(dialog);
  if (!dialog.open) dialog.showModal();
  return dialog;
}

export function showHelp() {
  openDialog('Keys', h('dl', {class: 'keys'}, kKeys.map(([key, text]) =>
    [h('dt', {}, h('kbd', {}, key)), h('dd', {}, text)])),
  h('p', {class: 'muted'}, 'The plots are drawn with uPlot: ',
      h('a', {href: '/licenses'}, 'licence'), '.'));
}
