import type { Client } from './client.ts';
import { h, setText } from './element.ts';

interface Asked {
  readonly client: Pick<Client, 'acknowledge'>;
  /** The incident is acknowledged: it has to be asked for again. */
  readonly onAcknowledged: () => Promise<void>;
}

/** Who acknowledged last, remembered by the browser. */
const NAME = 'vedette-name';

/** The longest name that the server takes. */
const MAX_NAME = 100;

/** Asks who acknowledges an incident and for the token, which is kept as long as the page is open and nowhere else. */
export function acknowledgeDialog({ client, onAcknowledged }: Asked) {
  const parts = partsOf();
  const { dialog, form, by, token, problem } = parts;
  let incident = '';
  const send = async (): Promise<void> => {
    await client.acknowledge(incident, { by: by.value, token: token.value });
    localStorage.setItem(NAME, by.value);
    dialog.close();
    await onAcknowledged();
  };
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    send().catch((error: Error) => setText(problem, error.message));
  });
  const open = (key: string): void => {
    incident = key;
    setText(parts.title, `Acknowledge ${key}`);
    setText(problem, '');
    by.value ||= localStorage.getItem(NAME) ?? '';
    dialog.showModal();
    (by.value === '' ? by : token).focus();
  };
  return { element: dialog, open };
}

function partsOf() {
  const title = h('h2', { id: 'acknowledge-title' });
  const by = h('input', { id: 'ack-by', autocomplete: 'name', maxlength: String(MAX_NAME), required: '' });
  const token = h('input', { id: 'ack-token', type: 'password', autocomplete: 'off', required: '' });
  const problem = h('p', { class: 'problem', role: 'alert' });
  const cancel = h('button', { type: 'button', class: 'quiet', text: 'Cancel' });
  const form = h(
    'form',
    { class: 'asked' },
    title,
    h('label', { for: 'ack-by', text: 'Your name' }),
    by,
    h('label', { for: 'ack-token', text: 'Token (VEDETTE_TOKEN of the server)' }),
    token,
    problem,
    h('p', {}, h('button', { type: 'submit', class: 'quiet', text: 'Acknowledge' }), ' ', cancel),
  );
  const dialog = h('dialog', { 'aria-labelledby': 'acknowledge-title' }, form);
  cancel.addEventListener('click', () => dialog.close());
  return { dialog, form, title, by, token, problem };
}
