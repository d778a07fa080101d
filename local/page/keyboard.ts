import { byId, h } from './element.ts';

/** What the keys do; the help lists it in this order. */
const KEYS = [
  { keys: 'j  k', does: 'next and previous check' },
  { keys: 'Enter', does: 'open the check' },
  { keys: '/', does: 'filter the checks' },
  { keys: 'o a i', does: 'overview, alarms, incidents' },
  { keys: 'b n', does: 'inbox, what runs next' },
  { keys: 'Esc', does: 'leave the filter, or go back to the overview' },
  { keys: '?', does: 'this help' },
] as const;

const PAGES: Readonly<Record<string, string>> = {
  o: '#/',
  a: '#/alarms',
  i: '#/incidents',
  b: '#/inbox',
  n: '#/next',
};

const STEPS: Readonly<Record<string, number>> = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };

/** Moves the focus over the checks that are shown. Arrows do so only from a check, since elsewhere they scroll. */
function moveOver(step: number, isArrow: boolean): boolean {
  const links = [...document.querySelectorAll<HTMLElement>('tr.check:not([hidden]) a.name')];
  const at = links.indexOf(document.activeElement as HTMLElement);
  if (links.length === 0 || (isArrow && at < 0)) return false;
  const next = links[at < 0 ? 0 : Math.min(Math.max(at + step, 0), links.length - 1)];
  next?.focus();
  next?.closest('tr')?.scrollIntoView({ block: 'nearest' });
  return true;
}

const isTyping = (target: EventTarget | null): target is HTMLInputElement =>
  target instanceof HTMLInputElement;

/** A dialog has the keys for itself. */
const isAsked = (): boolean => document.querySelector('dialog[open]') !== null;

/** Listens for the keys, and fills and opens the help. */
export function keyboard(): void {
  const help = byId('help') as HTMLDialogElement;
  fill(help);
  byId('help-open').addEventListener('click', () => help.showModal());
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isAsked()) return;
    if (onKey(event, help)) event.preventDefault();
  });
}

function onKey({ key, target }: KeyboardEvent, help: HTMLDialogElement): boolean {
  if (key === 'Escape') return leave(target);
  if (isTyping(target)) return false;
  const step = STEPS[key];
  if (step !== undefined) return moveOver(step, key.startsWith('Arrow'));
  const page = PAGES[key];
  if (page) location.hash = page;
  else if (key === '/') document.getElementById('filter')?.focus();
  else if (key === '?') help.showModal();
  return page !== undefined || key === '/' || key === '?';
}

function leave(target: EventTarget | null): boolean {
  if (isTyping(target)) target.blur();
  else location.hash = '#/';
  return true;
}

function fill(help: HTMLDialogElement): void {
  const close = h('button', { type: 'button', class: 'quiet', text: 'Close' });
  close.addEventListener('click', () => help.close());
  const rows = KEYS.flatMap(({ keys, does }) => [
    h('dt', {}, h('kbd', { text: keys })),
    h('dd', { text: does }),
  ]);
  const shapes =
    '● passed   ◐ degraded   ✖ failed   ▲ errored: our own fault, never the target’s   ○ waiting';
  help.append(
    h('h2', { id: 'help-title', text: 'Keys' }),
    h('dl', {}, ...rows),
    h('p', { class: 'legend', text: shapes }),
    close,
  );
}
