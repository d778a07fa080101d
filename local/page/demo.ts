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
  const switches = h('ul', { class: 'switches' });
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
    keepingFocus(() => switches.replaceChildren(...faults.map((fault) => faultSwitch(fault, toggle))));
  showSwitches(await ports.client.faults());
  const element = h(
    'article',
    { class: 'demo' },
    h('h1', { text: 'Demo faults' }),
    h(
      'div',
      { class: 'demo-columns' },
      h('section', {}, h('h2', { text: 'Switches' }), switches),
      h('section', {}, h('h2', { text: 'What follows' }), log),
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

function faultSwitch(fault: FaultStatus, toggle: (fault: FaultStatus) => Promise<void>): HTMLLIElement {
  const { name, service, description, on } = fault;
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
  return h('li', {}, button, h('span', { class: 'dim', text: `${service}: ${description}` }));
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
