// What HTML alone cannot do. Every page works without it, except that nothing moves by itself.
'use strict';

// A token behind # in the address was sent to nobody: put it into the form, and take it out of the address and the history.
const token = document.querySelector('textarea[name=token]');
function signIn() {
  if (!token || location.hash.length < 2) return;
  token.value = decodeURIComponent(location.hash.slice(1));
  history.replaceState(null, '', location.pathname + location.search);
  token.form.requestSubmit();
}
signIn();
addEventListener('hashchange', signIn);

// Parts that the server sends again whenever they change.
for (const part of document.querySelectorAll('[data-live]')) {
  const source = new EventSource(part.dataset.live);
  source.onmessage = event => { part.innerHTML = event.data; };
  source.addEventListener('done', () => {
    source.close();
    if ('reload' in part.dataset) location.reload();
  });
  addEventListener('pagehide', () => source.close());
}

// Branches of a tree are fetched when they are opened.
async function branch(address) {
  const answer = await fetch(address);
  return answer.ok ? answer.text() : '<span class="leaf minus">This could not be read. Open the page again.</span>';
}
async function grow(part) {
  if (part.dataset.grown) return;
  part.dataset.grown = '1';
  part.querySelector('div').innerHTML = await branch(part.dataset.branch);
}
addEventListener('toggle', event => { if (event.target.dataset.branch && event.target.open) grow(event.target); }, true);
document.querySelectorAll('details[data-branch][open]').forEach(grow);
addEventListener('click', async event => {
  const more = event.target.closest('[data-more]');
  if (!more) return;
  more.disabled = true;
  const rest = document.createElement('template');
  rest.innerHTML = await branch(more.dataset.more);
  more.parentElement.replaceWith(...(rest.content.querySelector('ul')?.children ?? [rest.content]));
});

// A file is read into the field where it can be looked at.
for (const file of document.querySelectorAll('input[data-into]')) {
  file.addEventListener('change', async () => { if (file.files[0]) document.getElementById(file.dataset.into).value = await file.files[0].text(); });
}

// A form is on its way once; its key would keep a second sending from doing anything.
for (const form of document.querySelectorAll('form[method=post]')) {
  form.addEventListener('submit', event => {
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = '1';
    form.setAttribute('aria-busy', 'true');
  });
}
addEventListener('pageshow', () => { for (const form of document.querySelectorAll('form[data-sent]')) { delete form.dataset.sent; form.removeAttribute('aria-busy'); } });

// What went wrong is where the eyes and the screen reader should be.
document.querySelector('[data-focus]')?.focus();
