// What HTML alone cannot do. Every page works without it, except that nothing moves by itself.
'use strict';

// A token behind # in the address was sent to nobody: put it into the form, and take it out of the address and the history.
const token = document.querySelector('textarea[name=token]');
if (token && location.hash.length > 1) {
  token.value = decodeURIComponent(location.hash.slice(1));
  history.replaceState(null, '', location.pathname + location.search);
  token.form.requestSubmit();
}

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
