import { type Answer, html } from '../answer.ts';
import type { FrontFiles } from './files.ts';
import type { FrontRules } from './rules.ts';

interface PageParts {
  /** The template's name. */
  readonly name: string;
  readonly title: string;
  /** What the template's own marks stand for. @default {} */
  readonly marks?: Readonly<Record<string, string>>;
}

interface PageSetting {
  readonly files: FrontFiles;
  readonly rules: FrontRules;
  /** The same servers under another origin, which is to a browser somebody else. */
  readonly elsewhere: string;
}

/** One page of the web front, whole. Throws on a template that is not there. */
export function pageOf({ name, title, marks = {} }: PageParts, setting: PageSetting): Answer {
  const { files, rules, elsewhere } = setting;
  const body = fill(templateOf(files, 'layout'), {
    title,
    main: fill(templateOf(files, name), marks),
    partner: elsewhere,
    quotes: rules.quotesFrom === 'own origin' ? '' : elsewhere,
    scripts: rules.scripts.map((url) => `<script src="${url}" defer></script>`).join('\n    '),
  });
  const page = html(body);
  return { ...page, headers: { ...page.headers, 'cache-control': 'no-store' } };
}

function templateOf({ pages }: FrontFiles, name: string): string {
  const template = pages.get(name);
  if (template === undefined) throw new Error(`there is no page ${name}`);
  return template;
}

const fill = (template: string, marks: Readonly<Record<string, string>>): string =>
  template.replace(/\{\{(\w+)\}\}/g, (_, mark: string) => marks[mark] ?? '');
