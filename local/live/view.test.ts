import { EventEmitter } from 'node:events';
import type { WriteStream } from 'node:tty';
import { afterEach, describe, expect, it } from 'vitest';
import { http, project } from '../../index.ts';
import { resolve } from '../../model/resolve.ts';
import type { Result } from '../../model/result.ts';
import { kinds } from '../../probes/kinds.ts';
import { tableView } from './view.ts';

const checksNamed = (...ids: readonly string[]) =>
  resolve(
    project({
      home: 'eu-west-1',
      checks: ids.map((id) => http(id, { url: 'https://example.com/' })),
    }),
    kinds,
  ).checks;

const checks = checksNamed('site');

const failed = { check: 'site', state: 'failed', message: 'it is down', phases: { total: 12 } } as Result;

/** A terminal that keeps what is written to it. */
class Terminal extends EventEmitter {
  columns = 100;
  rows = 20;
  written = '';

  write(text: string): boolean {
    this.written += text;
    return true;
  }

  hasColors(): boolean {
    return false;
  }

  /** What was written since the last time, with a visible sign for escape. */
  take(): string {
    const text = this.written.replaceAll('\x1b', '␛');
    this.written = '';
    return text;
  }
}

const views: { close: () => void }[] = [];
afterEach(() => {
  for (const view of views.splice(0)) view.close();
});

function shown(size: { columns?: number; rows?: number } = {}) {
  const terminal = Object.assign(new Terminal(), size);
  const options = { checks, notes: () => ['a note'], now: () => 1_800_000_000_000 };
  const view = tableView(terminal as unknown as WriteStream, options);
  views.push(view);
  return { terminal, view };
}

describe('the table on a terminal', () => {
  it('is there on one that does not know its size', () => {
    const { terminal } = shown({ columns: 0, rows: 0 });
    expect(terminal.take()).toContain('a note');
  });

  it('takes the other screen, without a cursor, and gives both back with the last picture', () => {
    const { terminal, view } = shown();
    expect(terminal.take()).toMatch(/^␛\[\?1049h␛\[\?25l.*○ site +waiting/s);
    view.onResult(failed);
    views.pop();
    view.close();
    expect(terminal.take()).toMatch(/^.*␛\[\?25h␛\[\?1049l.*✖ site +failed .*✖ site: it is down\n$/s);
  });

  it('gives the terminal back when the process ends in any other way', () => {
    const { terminal } = shown();
    terminal.take();
    const restore = process.listeners('exit').at(-1);
    restore?.(0);
    expect(terminal.take()).toContain('␛[?25h␛[?1049l');
  });

  it('is drawn anew, from the top and over what was there, when the size changes', () => {
    const { terminal, view } = shown();
    view.onResult(failed);
    terminal.columns = 20;
    terminal.take();
    terminal.emit('resize');
    const drawn = terminal.take();
    expect(drawn.startsWith('␛[H')).toBe(true);
    expect(drawn.endsWith('␛[K␛[J')).toBe(true);
    expect(drawn).toContain('✖ site');
    expect(drawn).not.toContain('TOTAL');
  });

  it('tells of runs that were dropped', () => {
    const { terminal, view } = shown();
    view.onDropped(3);
    terminal.emit('resize');
    expect(terminal.take()).toContain('3 runs dropped so far, late by more than their interval');
  });

  it('goes on with other checks, and knows what it knew of those that stay', () => {
    const { terminal, view } = shown();
    view.onResult(failed);
    view.onChecks(checksNamed('site', 'quote'));
    terminal.take();
    terminal.emit('resize');
    expect(terminal.take()).toMatch(/✖ site +failed .*○ quote +waiting/s);
  });

  it('tells what is wrong with Vedette itself until it is well again', () => {
    const { terminal, view } = shown();
    view.onTrouble('archive', 'the disk is full');
    terminal.emit('resize');
    expect(terminal.take()).toContain('the disk is full');
    view.onTrouble('archive', undefined);
    terminal.emit('resize');
    expect(terminal.take()).not.toContain('the disk is full');
  });

  it('leaves nothing behind that would keep the process', () => {
    const { terminal, view } = shown();
    const before = process.listenerCount('exit');
    views.pop();
    view.close();
    expect(terminal.listenerCount('resize')).toBe(0);
    expect(process.listenerCount('exit')).toBe(before - 1);
  });
});
