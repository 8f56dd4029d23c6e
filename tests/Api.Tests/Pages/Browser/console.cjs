// A month in a real browser: finance closes, somebody else approves, a seller looks and asks. Every page is held against what people need of it.
// Usage: node console.cjs CHROMIUM ADDRESS FINANCE-TOKEN APPROVER-TOKEN SELLER-TOKEN [FOLDER-FOR-PICTURES]
'use strict';
const assert = require('node:assert/strict');
const path = require('node:path');
const { chromium } = require('playwright-core');

const [executablePath, address, finance, approver, seller, pictures] = process.argv.slice(2);
const phone = { width: 390, height: 844 };
const desk = { width: 1200, height: 800 };

// What a screen reader cannot name, what does not fit, and text that is too pale for WCAG AA.
function complaints() {
  const found = [];
  const isShown = element => element.checkVisibility({ visibilityProperty: true }) && !element.closest('.hidden');
  for (const element of document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, progress, summary, svg[role=img]')) {
    const name = element.getAttribute('aria-label') || element.labels?.[0]?.innerText || element.innerText || element.title;
    if (isShown(element) && !name?.trim()) found.push(`no name: ${element.outerHTML.slice(0, 120)}`);
  }
  if (document.querySelectorAll('h1').length !== 1) found.push('not exactly one h1');
  const ids = [...document.querySelectorAll('[id]')].map(element => element.id);
  for (const id of ids) if (ids.indexOf(id) !== ids.lastIndexOf(id)) found.push(`id twice: ${id}`);
  for (const element of document.querySelectorAll('[aria-labelledby], [aria-describedby]'))
    for (const id of [element.getAttribute('aria-labelledby'), element.getAttribute('aria-describedby')])
      if (id && !document.getElementById(id)) found.push(`nothing is called ${id}`);
  if (document.documentElement.scrollWidth > innerWidth) found.push(`${document.documentElement.scrollWidth - innerWidth} px too wide`);

  const parts = color => color.match(/[\d.]+/g).map(Number);
  const light = color => parts(color).slice(0, 3).map(part => part / 255).map(part => part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
    .reduce((sum, part, at) => sum + part * [0.2126, 0.7152, 0.0722][at], 0);
  const isOpaque = color => (parts(color)[3] ?? 1) > 0;
  const behind = element => { for (; element; element = element.parentElement) { const color = getComputedStyle(element).backgroundColor; if (isOpaque(color)) return color; } return 'rgb(255, 255, 255)'; };
  for (const element of document.querySelectorAll('main *, header *')) {
    if (!isShown(element) || ![...element.childNodes].some(node => node.nodeType === 3 && node.textContent.trim())) continue;
    const style = getComputedStyle(element);
    const [a, b] = [light(element.namespaceURI.endsWith('svg') ? style.fill : style.color), light(behind(element))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < (parseFloat(style.fontSize) >= 24 ? 3 : 4.5)) found.push(`contrast ${ratio.toFixed(1)}: ${element.outerHTML.slice(0, 120)}`);
  }
  return [...new Set(found)];
}

async function inspect(page, name) {
  for (const [size, colorScheme] of [[desk, 'light'], [desk, 'dark'], [phone, 'light'], [phone, 'dark']]) {
    await page.setViewportSize(size);
    await page.emulateMedia({ colorScheme });
    assert.deepEqual(await page.evaluate(complaints), [], `${name}, ${size.width} px, ${colorScheme}`);
    if (pictures) await page.screenshot({ path: path.join(pictures, `${name}-${size.width}-${colorScheme}.png`), fullPage: true });
  }
  await page.setViewportSize(desk);
}

async function person(browser, token, hasFormOpen = false) {
  const context = await browser.newContext({ viewport: desk, acceptDownloads: true });
  const page = await context.newPage();
  page.errors = [];
  page.on('pageerror', error => page.errors.push(error.message));
  page.on('console', message => { if (message.type() === 'error') page.errors.push(message.text()); });
  // With the form open already, the address changes and the page stays.
  if (hasFormOpen) await page.goto(`${address}sign-in`);
  await page.goto(`${address}sign-in#${token}`);
  await page.waitForURL(url => !url.pathname.startsWith('/sign-in'));
  assert.ok(!page.url().includes(token), 'the token stays in the address');
  return page;
}

async function main() {
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
    '--disable-background-networking', '--disable-component-update', '--disable-sync'] });
  const max = await person(browser, finance, true);
  await inspect(max, 'periods');

  // The first element that Tab reaches leads past the head.
  await max.keyboard.press('Tab');
  assert.equal(await max.evaluate(() => document.activeElement.innerText), 'Skip to the content');

  await max.getByRole('link', { name: '2026-01' }).click();
  await inspect(max, 'open');
  await max.getByRole('button', { name: 'Close the period' }).click();
  await max.getByRole('heading', { name: 'Approve the result' }).waitFor();
  await max.getByText('Awaiting approval').first().waitFor();
  assert.match(await max.getByRole('table').first().innerText(), /Together\s+5\s+82\.00/);
  assert.equal(await max.getByRole('button', { name: 'Approve this result' }).count(), 0);
  await inspect(max, 'calculated');

  const eva = await person(browser, approver);
  await eva.goto(`${address}periods/2026-01`);
  await eva.getByRole('button', { name: 'Approve this result' }).click();
  await eva.getByText('The result is approved.', { exact: true }).waitFor();

  await max.goto(`${address}periods/2026-01/payouts`);
  await max.getByRole('button', { name: 'Prepare payouts' }).click();
  await max.getByText('The payouts are prepared.').waitFor();
  await max.getByLabel('Format').selectOption('CSV');
  const [file] = await Promise.all([max.waitForEvent('download'), max.getByRole('button', { name: 'Export prepared payouts' }).click()]);
  assert.equal(file.suggestedFilename(), '2026-01-1.csv');
  await max.reload();
  await inspect(max, 'payouts');
  await max.getByRole('button', { name: 'Confirm all that were sent' }).click();
  await max.getByText('All payouts that were sent are confirmed.').waitFor();
  for (const [name, page] of [['corrections', 'periods/2026-01/corrections'], ['compare', 'periods/2026-01/compare'], ['plans', 'plans'], ['plan', 'plans/1'],
    ['sellers', 'sellers'], ['disputes', 'disputes']]) {
    await max.goto(address + page);
    await inspect(max, name);
  }

  // A mistake in a plan is shown with its line and its remedy; without it the plan says what it would have paid.
  await max.goto(`${address}plans/new`);
  const text = await max.getByLabel('Plan, as YAML').inputValue();
  await max.getByLabel('Plan, as YAML').fill(text.replace('of: PV', 'of: PW'));
  await max.getByRole('button', { name: 'Check' }).click();
  await max.getByText('cannot be published').waitFor();
  const line = text.split('\n').findIndex(words => words.includes('of: PV')) + 1;
  await max.getByRole('link', { name: `line ${line}, column` }).waitFor();
  await inspect(max, 'plan-wrong');
  await max.getByLabel('Plan, as YAML').fill(text.replace('rate: [10%]', 'rate: [20%]'));
  await max.getByRole('button', { name: 'Check' }).click();
  await max.getByText('can be published').waitFor();
  await max.getByRole('button', { name: 'Simulate' }).click();
  await max.getByText('122.00').first().waitFor();
  await inspect(max, 'plan-new');

  const bea = await person(browser, seller);
  await bea.getByRole('heading', { name: 'Overview' }).waitFor();
  await inspect(bea, 'overview');
  await bea.getByRole('link', { name: 'Team' }).click();
  await bea.locator('summary', { hasText: /^C$/ }).click();
  await bea.getByText('Nobody stands below.').waitFor();
  await inspect(bea, 'team');
  await bea.getByRole('link', { name: 'Statements' }).click();
  await bea.getByRole('link', { name: '2026-01' }).click();
  assert.match(await bea.locator('tfoot').first().innerText(), /40\.00/);
  await inspect(bea, 'statement');
  await bea.getByRole('link', { name: /Why Team pays 30\.00/ }).click();
  await bea.getByText(/^300.* = 30/).waitFor();
  await inspect(bea, 'why');
  await bea.goBack();
  await bea.getByLabel('What is wrong').fill('C brought more than that.');
  await bea.getByRole('button', { name: 'Open a dispute' }).click();
  await bea.getByRole('link', { name: 'No. 1' }).click();

  // The answer comes to the page that the seller looks at.
  await max.goto(`${address}disputes`);
  await max.getByRole('link', { name: 'No. 1' }).click();
  await max.getByRole('textbox', { name: 'Answer' }).fill('All of January is in it.');
  await max.getByRole('button', { name: 'Answer' }).click();
  await bea.getByText('All of January is in it.').waitFor();
  await inspect(bea, 'dispute');

  await bea.getByRole('button', { name: 'Sign out' }).click();
  await bea.getByText('You are signed out.').waitFor();
  await inspect(bea, 'sign-in');
  for (const page of [max, eva, bea]) assert.deepEqual(page.errors, []);
  await browser.close();
}

main().catch(error => { console.error(error); process.exit(1); });
