/**
 * CloudWatch's metric math, the part of it that our alarms use. Source: CloudWatch User Guide, "Using metric math".
 * Everything is a series: one value for each period, oldest first, `undefined` where there is none.
 */
export type Series = readonly (number | undefined)[];

/** An expression that cannot be read. */
export class ExpressionInvalid extends Error {
  override readonly name = 'ExpressionInvalid';
}

type Node =
  | { readonly number: number }
  | { readonly metric: string }
  | { readonly list: readonly Node[] }
  | { readonly call: string; readonly of: readonly Node[] }
  | { readonly operator: string; readonly left: Node; readonly right: Node };

const TOKEN = /\s*(\d+(?:\.\d+)?|[a-z][a-zA-Z0-9_]*|[A-Z][A-Z_]*|>=|<=|==|!=|&&|\|\||[-+*/(),[\]<>])/y;

/** Loosest first. */
const PRECEDENCE: readonly (readonly string[])[] = [
  ['||', 'OR'],
  ['&&', 'AND'],
  ['>', '<', '>=', '<=', '==', '!='],
  ['+', '-'],
  ['*', '/'],
];

/** Reads an expression. Throws `ExpressionInvalid`. */
export function parseExpression(text: string): Node {
  const reader = new Reader(tokensOf(text));
  const node = reader.binary(0);
  reader.end();
  return node;
}

function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  const pattern = new RegExp(TOKEN);
  while (pattern.lastIndex < text.trimEnd().length) {
    const at = pattern.lastIndex;
    const token = pattern.exec(text)?.[1];
    if (token === undefined)
      throw new ExpressionInvalid(`cannot read "${text.slice(at, at + 10)}" in ${text}`);
    tokens.push(token);
  }
  return tokens;
}

class Reader {
  readonly #tokens: string[];

  constructor(tokens: readonly string[]) {
    this.#tokens = [...tokens];
  }

  end(): void {
    if (this.#tokens.length > 0) throw new ExpressionInvalid(`did not expect "${this.#tokens[0]}"`);
  }

  binary(level: number): Node {
    const operators = PRECEDENCE[level];
    if (!operators) return this.#primary();
    let left = this.binary(level + 1);
    for (let next = this.#tokens[0]; next && operators.includes(next); next = this.#tokens[0]) {
      this.#tokens.shift();
      left = { operator: next, left, right: this.binary(level + 1) };
    }
    return left;
  }

  #primary(): Node {
    const token = this.#tokens.shift();
    if (token === undefined) throw new ExpressionInvalid('the expression ends too early');
    if (token === '-') return { operator: '-', left: { number: 0 }, right: this.#primary() };
    if (token === '(') return this.#until(this.binary(0), ')');
    if (token === '[') return { list: this.#several(']') };
    if (/^\d/.test(token)) return { number: Number(token) };
    if (/^[a-z]/.test(token)) return { metric: token };
    if (/^[A-Z]/.test(token) && this.#tokens.shift() === '(') return { call: token, of: this.#several(')') };
    throw new ExpressionInvalid(`did not expect "${token}"`);
  }

  #until(node: Node, close: string): Node {
    const token = this.#tokens.shift();
    if (token !== close) throw new ExpressionInvalid(`expected "${close}", got "${token ?? 'the end'}"`);
    return node;
  }

  #several(close: string): Node[] {
    const nodes = [this.binary(0)];
    while (this.#tokens[0] === ',') {
      this.#tokens.shift();
      nodes.push(this.binary(0));
    }
    this.#until({ list: [] }, close);
    return nodes;
  }
}

export type Metrics = Readonly<Record<string, Series>>;

/** The value of an expression in each of `length` periods. Throws `ExpressionInvalid` for what it does not know. */
export function evaluateExpression(node: Node, metrics: Metrics, length: number): Series {
  const value = (one: Node) => evaluateExpression(one, metrics, length);
  if ('number' in node) return Array.from({ length }, () => node.number);
  if ('metric' in node) return known(metrics[node.metric], `the metric ${node.metric}`);
  if ('operator' in node) {
    const apply = known(OPERATORS[node.operator], `the operator ${node.operator}`);
    return pointwise([value(node.left), value(node.right)], ([left, right]) => both(left, right, apply));
  }
  if ('list' in node)
    throw new ExpressionInvalid('a list has no value of its own; write MAX([...]) or the like');
  const series = node.of.flatMap((one) => ('list' in one ? one.list.map(value) : [value(one)]));
  return pointwise(series, known(FUNCTIONS[node.call], `the function ${node.call}`));
}

function known<Value>(value: Value | undefined, what: string): Value {
  if (value === undefined) throw new ExpressionInvalid(`there is no ${what.replace(/^the /, '')}`);
  return value;
}

type Values = readonly (number | undefined)[];

const pointwise = (series: readonly Series[], apply: (values: Values) => number | undefined): Series =>
  Array.from({ length: series[0]?.length ?? 0 }, (_, at) => apply(series.map((one) => one[at])));

const both = (
  left: number | undefined,
  right: number | undefined,
  apply: (left: number, right: number) => number,
): number | undefined => {
  if (left === undefined || right === undefined) return undefined;
  const value = apply(left, right);
  return Number.isFinite(value) ? value : undefined; // a division by zero gives no data point
};

const OPERATORS: Readonly<Record<string, (left: number, right: number) => number>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right,
  '>': (left, right) => Number(left > right),
  '<': (left, right) => Number(left < right),
  '>=': (left, right) => Number(left >= right),
  '<=': (left, right) => Number(left <= right),
  '==': (left, right) => Number(left === right),
  '!=': (left, right) => Number(left !== right),
  '&&': (left, right) => Number(left !== 0 && right !== 0),
  AND: (left, right) => Number(left !== 0 && right !== 0),
  '||': (left, right) => Number(left !== 0 || right !== 0),
  OR: (left, right) => Number(left !== 0 || right !== 0),
};

/** Over several series a function takes the values that are there. */
const over = (apply: (values: readonly number[]) => number) => (values: Values) => {
  const there = values.filter((value) => value !== undefined);
  return there.length === 0 ? undefined : apply(there);
};

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

const FUNCTIONS: Readonly<Record<string, (values: Values) => number | undefined>> = {
  MAX: over((values) => Math.max(...values)),
  MIN: over((values) => Math.min(...values)),
  SUM: over(sum),
  AVG: over((values) => sum(values) / values.length),
  FILL: ([value, filling]) => value ?? filling,
  IF: ([condition, then, otherwise]) =>
    condition === undefined ? undefined : condition !== 0 ? then : otherwise,
};
