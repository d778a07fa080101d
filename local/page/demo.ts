import { SERVICE_TITLES } from '../demo/service-titles.ts';
import type { FaultStatus } from './api.ts';
import { h, keepingFocus } from './element.ts';
import { afterText } from './format.ts';
import { Rehearsal, type Step } from './rehearsal.ts';
import type { Ports, View } from './view.ts';
import { clockText } from './zones.ts';

const WORDS: Readonly<Record<Step['what'], string>> = {
  detected: 'notices',
  alarm: 'fires',
  told: 'is told',
  recovered: 'passes again',
  'alarm over': 'is OK again',
  'told over': 'is told that it is over',
};

/** Switches faults of the demo exchange, and shows what follows from each, with its seconds. */
export async function demoPage(ports: Ports): Promise<View> {
  const switches = h('div', { class: 'switch-groups' });
  const log = h(
    'div',
    { class: 'rehearsals' },
    h('p', { class: 'dim', text: 'Switch a fault on and watch what notices it.' }),
  );
  const rehearsals: Rehearsal[] = [];
  const showLog = (): void => log.replaceChildren(...rehearsals.toReversed().map(rehearsalCard));
  const toggle = async ({ name, on }: FaultStatus): Promise<void> => {
    const at = ports.now();
    const faults = await ports.client.switchFault(name, !on);
    if (on) for (const each of rehearsals.filter(({ fault }) => fault === name)) each.switchedOff(at);
    else rehearsals.push(new Rehearsal(name, at));
    showSwitches(faults);
    showLog();
  };
  const showSwitches = (faults: readonly FaultStatus[]): void =>
    keepingFocus(() => switches.replaceChildren(...serviceGroups(faults, toggle)));
  showSwitches(await ports.client.faults());
  const element = h(
    'article',
    { class: 'demo' },
    h('h1', { text: 'Demo faults' }),
    h(
      'div',
      { class: 'demo-columns' },
      h('section', {}, h('h2', { text: 'Switches' }), switches),
      h(
        'section',
        { class: 'demo-log', tabindex: '0', 'aria-label': 'What follows' },
        h('h2', { text: 'What follows' }),
        log,
      ),
    ),
  );
  return {
    title: 'Demo',
    element,
    onEvent: (event) => {
      if (rehearsals.map((each) => each.take(event)).includes(true)) showLog();
    },
  };
}

type Toggle = (fault: FaultStatus) => Promise<void>;

/** The switches, service by service. */
const serviceGroups = (faults: readonly FaultStatus[], toggle: Toggle): HTMLElement[] =>
  Object.entries(SERVICE_TITLES).flatMap(([service, title]) => {
    const own = faults.filter((fault) => fault.service === service);
    if (own.length === 0) return [];
    const list = h('ul', { class: 'switches' }, ...own.map((fault) => faultSwitch(fault, toggle)));
    return [h('section', {}, h('h3', { text: title }), list)];
  });

function faultSwitch(fault: FaultStatus, toggle: Toggle): HTMLLIElement {
  const { name, description, on } = fault;
  const button = h(
    'button',
    { type: 'button', role: 'switch', id: `fault-${name}`, 'aria-checked': String(on), class: 'switch' },
    h('span', { class: 'switch-name', text: name }),
    h('span', { class: 'switch-state', text: on ? 'on' : 'off' }),
  );
  button.addEventListener(
    'click',
    () =>
      void toggle(fault).catch((error: Error) => {
        button.title = error.message;
      }),
  );
  return h('li', {}, button, h('span', { class: 'dim', text: description }));
}

function rehearsalCard({ fault, onAt, offAt, steps }: Rehearsal): HTMLElement {
  const lines = steps.map(({ what, who, afterMs, at }) =>
    h(
      'li',
      { class: 'moment', 'data-what': what },
      h('span', { class: 'after', text: afterText(afterMs) }),
      h('span', {}, h('b', { text: who }), ` ${WORDS[what]}`),
      h('time', { class: 'dim', text: clockText(at) }),
    ),
  );
  const span =
    offAt === undefined
      ? `on since ${clockText(onAt)}`
      : `on at ${clockText(onAt)}, off at ${clockText(offAt)}`;
  return h(
    'section',
    { class: 'card' },
    h('h3', { text: fault }),
    h('p', { class: 'dim', text: span }),
    h('ol', { class: 'timeline' }, ...lines),
  );
}
