// What the page does without asking its server: zone, theme, copying, and coming back after the connection was lost.
(() => {
  'use strict';
  const year = 60 * 60 * 24 * 365;
  const remember = (name, value) => {
    document.cookie = `${name}=${value}; path=/; max-age=${year}; samesite=strict`;
  };
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (zone) remember('causeflow.zone', zone);

  const mark = () => {
    const theme = document.documentElement.dataset.theme;
    for (const choice of document.querySelectorAll('[data-theme-choice]')) {
      choice.setAttribute('aria-pressed', String(choice.dataset.themeChoice === theme));
    }
  };

  const write = async (text) => {
    if (navigator.clipboard) return navigator.clipboard.writeText(text);
    // Without https there is no clipboard but this one.
    const area = document.createElement('textarea');
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand('copy');
    area.remove();
  };

  const copy = async (button) => {
    const done = button.querySelector('.copy-done');
    try {
      let text = button.dataset.copy;
      if (button.dataset.copyFrom) {
        const answer = await fetch(button.dataset.copyFrom, { credentials: 'same-origin' });
        if (!answer.ok) throw new Error(await answer.text());
        text = await answer.text();
      }
      await write(text ?? '');
      done.textContent = 'Copied';
    } catch {
      done.textContent = 'Not copied';
    }
    button.dataset.done = 'true';
    setTimeout(() => { done.textContent = ''; delete button.dataset.done; }, 1800);
  };

  document.addEventListener('click', (event) => {
    for (const menu of document.querySelectorAll('details.menu[open]')) {
      if (!event.target.closest?.('summary') || !menu.contains(event.target)) menu.open = false;
    }
    const target = event.target.closest?.('[data-theme-choice], [data-copy], [data-copy-from], [data-reload]');
    if (!target) return;
    if (target.dataset.themeChoice) {
      document.documentElement.dataset.theme = target.dataset.themeChoice;
      remember('causeflow.theme', target.dataset.themeChoice);
      mark();
    } else if ('reload' in target.dataset) {
      location.reload();
    } else {
      copy(target);
    }
  });

  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') {
      for (const menu of document.querySelectorAll('details.menu[open]')) {
        menu.open = false;
        menu.querySelector('summary').focus();
      }
    }
    if (event.ctrlKey || event.metaKey || event.altKey || /^(input|textarea|select)$/i.test(event.target.tagName)) return;
    const target = document.querySelector(`[data-hotkey="${CSS.escape(event.key)}"]`);
    if (target) {
      event.preventDefault();
      target.focus();
    }
  });

  // The server forgot this page (it was restarted), or was away for longer than Blazor tries by itself.
  let trying = false;
  const comeBack = async () => {
    if (trying) return;
    trying = true;
    for (;;) {
      try {
        const answer = await fetch('/ready.txt', { cache: 'no-store' });
        if (answer.ok) break;
      } catch { /* Away still. */ }
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
    location.reload();
  };

  document.addEventListener('DOMContentLoaded', () => {
    mark();
    new MutationObserver(mark).observe(document.body, { childList: true, subtree: true });
    const banner = document.getElementById('components-reconnect-modal');
    banner?.addEventListener('components-reconnect-state-changed', (event) => {
      if (event.detail.state === 'failed' || event.detail.state === 'rejected') comeBack();
    });
  });
})();
