// The dashboard in a real browser, with the real server and worker: submits a
// sweep, watches it finish on the page, sorts the table, opens a curve, retries
// a failed segment. Any error on the browser's console fails it. Screenshots
// are left in SCREENSHOTS for people to look at.
//
// node browser_test.mjs BINARIES PLAYWRIGHT CHROMIUM SCREENSHOTS

import assert from 'node:assert/strict';
import {spawn, spawnSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';

const [binaries, playwright, chromium, screenshots] = process.argv.slice(2);
const {chromium: browserType} = (await import(
    pathToFileURL(join(playwright, 'index.js')))).default;

const kEvil = '<img src=x onerror=alert(1)>';
// Two points that are pulled; names that would run if they became markup.
const kSweep = `name: pulled
description: '${kEvil}<script>alert(2)</script>'
material: {composition: {Cu: 0.64, Zr: 0.36}}
settings: {record_ps: 0.004}
parameters: {rate: [4.0e11, 8.0e11]}
sample:
  - create: {cells: [5, 5, 5]}
  - hold: {T: 600, time_ps: 0.2, P: 0, couple: iso}
  - save: liquid
test:
  - deform: {axis: y, rate_per_s: $rate, to: 0.2}
  - measure: [stress_strain]
`;
// A box that becomes shorter than twice the cutoff: it fails for good.
const kFailing = `name: failing
material: {composition: {Cu: 0.64, Zr: 0.36}}
sample:
  - create: {cells: [4, 4, 4]}
  - hold: {T: 300, time_ps: 0.02, P: 0, couple: iso}
test:
  - deform: {axis: y, rate_per_s: 4.0e11, to: 0.2}
`;

// Longer than the test.
const kSlow = `name: slow
material: {composition: {Cu: 0.64, Zr: 0.36}}
sample:
  - create: {cells: [8, 8, 8]}
  - hold: {T: 600, time_ps: 500, P: 0, couple: iso}
`;

const folder = mkdtempSync(join(tmpdir(), 'lehr-web-'));
mkdirSync(screenshots, {recursive: true});
const socket = `unix:${join(folder, 's.sock')}`;
const running = [];

function start(name, args) {
  const child = spawn(join(binaries, name), args,
      {stdio: ['ignore', 'ignore', 'pipe']});
  child.log = '';
  child.stderr.on('data', (data) => { child.log += data; });
  running.push(child);
  return child;
}

function lehr(...args) {
  const done = spawnSync(join(binaries, 'lehr'), [...args, '--server', socket],
      {encoding: 'utf8'});
  assert.equal(done.status, 0, `lehr ${args.join(' ')}: ${done.stderr}`);
  return done.stdout;
}

async function until(what, test, seconds = 120) {
  const end = Date.now() + 1000 * seconds;
  for (;;) {
    const result = await test();
    if (result) return result;
    assert.ok(Date.now() < end, `not within ${seconds} s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function submit(name, text, ...options) {
  const file = join(folder, `${name}.yaml`);
  writeFileSync(file, text);
  return JSON.parse(lehr('submit', file, '--json', ...options)).sweep_id;
}

const steps = [];
function step(name, run) {
  steps.push([name, run]);
}

const server = start('lehrd', ['--data', join(folder, 'data'), '--listen',
  socket, '--http', '127.0.0.1:0', '--http-admin']);
const url = await until('lehrd listens', () =>
  /dashboard .*url=(\S+)/.exec(server.log)?.[1]?.replaceAll('"', ''));
const browser = await browserType.launch({executablePath: chromium,
  args: ['--no-sandbox', '--disable-gpu']});
const page = await browser.newPage({viewport: {width: 1280, height: 860}});
const problems = [];
page.on('console', (message) => {
  if (['error', 'warning'].includes(message.type())) {
    problems.push(`${message.type()}: ${message.text()}`);
  }
});
page.on('pageerror', (error) => problems.push(String(error)));
page.on('dialog', (dialog) => {
  problems.push(`script ran: ${dialog.message()}`);
  dialog.dismiss();
});
const shot = (name) =>
  page.screenshot({path: join(screenshots, `${name}.png`), fullPage: false});
const text = (selector) => page.locator(selector).first().innerText();
let pulled = 0;
let failing = 0;

step('an empty server says how to begin', async () => {
  await page.goto(url);
  await page.getByText('No sweeps yet').waitFor();
  assert.match(await page.title(), /Lehr/);
});

step('a sweep that is submitted appears and finishes by itself', async () => {
  pulled = submit('pulled', kSweep);
  await page.locator(`[data-sweep="${pulled}"]`).waitFor();
  start('lehr-worker', ['--server', socket, '--threads', '1']);
  await page.keyboard.press('Tab');
  await page.locator(`[data-sweep="${pulled}"]`).click();
  await page.locator('h1', {hasText: 'pulled'}).waitFor();
  await page.locator('.sweep-head .state-done').waitFor({timeout: 120000});
  assert.match(await text('.sweep-head'), /2 of 2 points/);
  assert.match(await page.locator('.facts-list').innerText(), /<img src=x/);
  await shot('progress');
});

step('the tree shows every segment as done', async () => {
  await page.keyboard.press('2');
  await page.locator('.tree-scroll').focus();
  await until('a segment is described', async () => {
    await page.keyboard.press('End');
    return /done/.test(await text('.tree-say'));
  });
  await shot('tree');
  await page.keyboard.press('Enter');
  await page.locator('dialog[open] h3').waitFor();
  await page.keyboard.press('Escape');
});

step('the table of results sorts', async () => {
  await page.keyboard.press('3');
  await page.locator('.vt-row').nth(1).waitFor();
  const head = page.locator('[data-column="rate"]');
  const rates = () => page.locator('.vt-row').evaluateAll((rows) =>
    rows.map((row) => row.children[2].textContent));
  await head.click();
  const rising = await rates();
  await head.click();
  const falling = await rates();
  assert.equal(rising.length, 2);
  assert.deepEqual(falling, [...rising].reverse());
  assert.notEqual(rising[0], rising[1]);
  await page.locator('input.filter').fill('rate>6e11');
  await until('one row is left', async () => (await rates()).length === 1);
  await page.locator('input.filter').fill('');
  await shot('results');
});

step('figures and stress-strain curves are drawn', async () => {
  await page.locator('#tab-figures').click();
  await page.locator('.plot canvas').waitFor();
  await shot('figures');
  await page.locator('#tab-curves').click();
  await page.getByText('2 of 2 tensions').waitFor();
  await page.locator('#part .plot canvas').waitFor();
  await shot('curves');
});

step('a segment opens with its curve', async () => {
  await page.locator('#tab-tree').click();
  await page.locator('.tree-scroll').focus();
  await page.keyboard.press('Home');
  await until('the deformation is found', async () => {
    await page.keyboard.press('ArrowDown');
    return /deform/.test(await text('.tree-say'));
  });
  await page.keyboard.press('Enter');
  await page.locator('dialog[open] .plot canvas').waitFor();
  await shot('segment');
  await page.keyboard.press('Escape');
});

step('a failed segment shows its error and can be tried again', async () => {
  failing = submit('failing', kFailing);
  await page.goto(`${url}#/sweep/${failing}/failures`);
  await page.locator('.sweep-head .state-failed').waitFor({timeout: 120000});
  const error = await text('pre.error');
  assert.match(error, /box|edge|cutoff|length/);
  await shot('failures');
  const attempts = await page.locator('#part .attempts li').count();
  await page.getByRole('button', {name: 'Retry failed'}).click();
  await page.locator('dialog[open] button.primary').click();
  await until('there is one more attempt', async () =>
    await page.locator('#part .attempts li').count() > attempts);
});

step('failures are grouped, with what can be done', async () => {
  await page.locator('.failure-group').first().waitFor({timeout: 120000});
  assert.match(await text('.failure-group'), /1 failed[\s\S]*lehr retry/);
  await shot('groups');
});

step('a sweep is paused and goes on', async () => {
  const slow = submit('slow', kSlow, '--tag', 'paper');
  await page.goto(`${url}#/sweep/${slow}/progress`);
  await page.locator('.sweep-head .state-running').waitFor();
  assert.match(await text('.sweep-head .tag'), /paper/);
  await page.getByRole('button', {name: 'Pause'}).click();
  await page.locator('dialog[open] input').fill('lunch');
  await page.locator('dialog[open] button.primary').click();
  await page.locator('.sweep-head .state-paused').waitFor();
  assert.match(await text('.sweep-head'), /lunch/);
  assert.match(lehr('list'), /paused: lunch/);
  await shot('paused');
  await page.getByRole('button', {name: 'Resume'}).click();
  await page.locator('dialog[open] button.primary').click();
  await page.locator('.sweep-head .state-running').waitFor();
  await page.getByRole('button', {name: 'Cancel'}).click();
  await page.locator('dialog[open] button.primary').click();
  await page.locator('.sweep-head .state-cancelled').waitFor();
});

step('workers are shown', async () => {
  await page.locator('body').press('w');
  await page.locator('.card').first().waitFor();
  await shot('workers');
});

step('dark, and on a phone', async () => {
  await page.emulateMedia({colorScheme: 'dark'});
  await page.goto(`${url}#/sweep/${pulled}/curves`);
  await page.locator('#part .plot canvas').waitFor();
  await shot('dark');
  await page.setViewportSize({width: 360, height: 740});
  await page.goto(`${url}#/`);
  await page.locator('.card').first().waitFor();
  const overflow = await page.evaluate(() =>
    document.documentElement.scrollWidth - innerWidth);
  assert.ok(overflow <= 0, `the page is ${overflow} px wider than the phone`);
  await shot('phone');
});

step('what is not from the page is refused', async () => {
  const foreign = await fetch(`${url}api/sweeps/${pulled}/cancel`,
      {method: 'POST', body: '{}'});
  assert.equal(foreign.status, 403);
  const missing = await fetch(`${url}api/sweeps/999/tree`);
  assert.equal(missing.status, 404);
  assert.match((await missing.json()).error, /no sweep 999/);
  const metrics = await (await fetch(`${url}metrics`)).text();
  assert.match(metrics, /lehr_attempts_total\{outcome="succeeded"\} [1-9]/);
  assert.match(metrics, /lehr_rpc_seconds_count\{.*LeaseSegment/);
  assert.match(await (await fetch(`${url}licenses`)).text(), /MIT/);
});

step('nothing was reported on the console', async () => {
  // The question about a missing sweep was not the page's.
  assert.deepEqual(problems, []);
});

let failed = false;
for (const [name, run] of steps) {
  try {
    await run();
    console.log(`ok   ${name}`);
  } catch (error) {
    failed = true;
    console.log(`FAIL ${name}\n${error.stack}`);
    await shot('failure').catch(() => {});
    console.log(problems.join('\n'), server.log);
    break;
  }
}
await browser.close();
for (const child of running.reverse()) {
  child.kill('SIGTERM');
  if (child.exitCode === null) {
    await new Promise((resolve) => child.on('exit', resolve));
  }
}
rmSync(folder, {recursive: true, force: true});
process.exit(failed ? 1 : 0);
