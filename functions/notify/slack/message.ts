import type { Severity } from '../../../model/labels.ts';
import { clip } from '../../../model/line.ts';
import type { Delivery } from '../sender.ts';
import { headlineOf } from '../wording/headline.ts';
import { linesOf, linksOf } from '../wording/lines.ts';
import { severityOf, subjectOf } from '../wording/subject.ts';
import { mrkdwn } from './mrkdwn.ts';

/** A message's content, the same for a bot and for a webhook. */
export interface Message {
  /** What a phone shows. */
  readonly text: string;
  readonly attachments: readonly Attachment[];
}

interface Attachment {
  readonly color: string;
  readonly fallback: string;
  readonly blocks: readonly object[];
}

/** Slack's limits (Block Kit reference): characters in a section, a button's label and its URL. */
const MAX_SECTION = 3_000;
const MAX_BUTTON = 75;
const MAX_URL = 3_000;

/** Of our own: few enough to be read, and far from Slack's 25 buttons and its 13,200 characters in all. */
const MAX_BUTTONS = 7;
const MAX_TEXT = 500;
const MAX_LINE = 1_000;

const COLOR: Readonly<Record<Severity | 'resolved', string>> = {
  critical: '#d92d20',
  warning: '#f79009',
  info: '#2e90fa',
  resolved: '#12b76a',
};

interface MessageOptions {
  /** Something to say about the message itself. */
  readonly remark?: string | undefined;
}

export function messageOf(delivery: Delivery, { remark }: MessageOptions = {}): Message {
  const text = mrkdwn(subjectOf(delivery), MAX_TEXT);
  const color = COLOR[delivery.event === 'resolved' ? 'resolved' : severityOf(delivery)];
  const lines = linesOf(delivery).map(({ label, text }) => `*${label}* ${mrkdwn(text, MAX_LINE)}`);
  const blocks = [
    section(mrkdwn(headlineOf(delivery), MAX_SECTION)),
    ...paragraphs(lines).map(section),
    ...buttons(delivery),
    ...(remark ? [{ type: 'context', elements: [plain(remark)] }] : []),
  ];
  return { text, attachments: [{ color, fallback: text, blocks }] };
}

/** The same in one piece of text, for when Slack does not take the blocks. */
export const plainMessageOf = (delivery: Delivery): Message => ({
  text: mrkdwn(`${subjectOf(delivery)}\n${headlineOf(delivery)}`, MAX_SECTION),
  attachments: [],
});

/** `verbatim`: Slack makes no links and no mentions out of what looks like one. */
const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text, verbatim: true } });

const plain = (text: string) => ({ type: 'plain_text', text, emoji: false });

/** Lines in as few sections as hold them. */
function paragraphs(lines: readonly string[]): string[] {
  const sections: string[] = [];
  for (const line of lines) {
    const last = sections.at(-1);
    if (last !== undefined && last.length + 1 + line.length <= MAX_SECTION)
      sections[sections.length - 1] = `${last}\n${line}`;
    else sections.push(line);
  }
  return sections;
}

function buttons(delivery: Delivery): object[] {
  const links = linksOf(delivery).filter(({ href }) => href.length <= MAX_URL);
  if (links.length === 0) return [];
  const elements = links.slice(0, MAX_BUTTONS).map(({ label, href }, index) => ({
    type: 'button',
    text: plain(clip(label, MAX_BUTTON)),
    url: href,
    action_id: `link-${index}`,
  }));
  return [{ type: 'actions', elements }];
}
