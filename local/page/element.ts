type Child = Node | string | false | undefined;

interface Props {
  readonly class?: string;
  readonly text?: string;
  readonly href?: string;
  readonly id?: string;
  readonly title?: string;
  readonly [attribute: `data-${string}` | `aria-${string}`]: string;
  readonly [attribute: string]: string | undefined;
}

/** Makes an element: attributes as they are written in HTML, `text` as its text, then its children. */
export function h<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  { text, ...attributes }: Props = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined) element.setAttribute(name, value);
  }
  if (text !== undefined) element.textContent = text;
  element.append(...children.filter((child) => child !== false && child !== undefined));
  return element;
}

const SVG = 'http://www.w3.org/2000/svg';

export function svg<Tag extends keyof SVGElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly Node[]
): SVGElementTagNameMap[Tag] {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** Sets a text only when it is another one: what did not change is not laid out again. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

export function setAttribute(element: Element, name: string, value: string): void {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

/** The element of index.html with this id. Throws when it is not there, since nothing works without it. */
export function byId(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (!element) throw new Error(`index.html has no element #${id}`);
  return element;
}

/** Puts new elements in the place of old ones; the focus goes to the one that has the same id. */
export function keepingFocus(replace: () => void): void {
  const focused = document.activeElement?.id;
  replace();
  if (focused) document.getElementById(focused)?.focus();
}

/**
 * A table with its head; the caption is for who cannot see what is around it. On a phone each row is laid out as lines, which
 * loses the roles that it has as a table's: they are said, and each cell has its head with it.
 */
export function table(
  caption: string,
  heads: readonly string[],
  rows: readonly HTMLTableRowElement[],
): HTMLElement {
  const head = h(
    'tr',
    { role: 'row' },
    ...heads.map((text) => h('th', { scope: 'col', role: 'columnheader', text })),
  );
  for (const row of rows) {
    row.setAttribute('role', 'row');
    for (const [index, cell] of [...row.cells].entries()) {
      cell.setAttribute('role', 'cell');
      cell.dataset.head = heads[index] ?? '';
    }
  }
  return h(
    'div',
    { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': caption },
    h(
      'table',
      { class: 'plain', role: 'table' },
      h('caption', { class: 'unseen', text: caption }),
      h('thead', { role: 'rowgroup' }, head),
      h('tbody', { role: 'rowgroup' }, ...rows),
    ),
  );
}
