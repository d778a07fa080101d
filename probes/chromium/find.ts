import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { BrowserMissing } from './browsers.ts';
import type { Chromium } from './launch.ts';
import { canUnpack, unpacked } from './unpack.ts';

export interface FindOptions {
  /** The path of a Chromium or Chrome; nothing else is tried. @default the package's, then an installed one */
  readonly executable?: string | undefined;
  /** Where the package's is unpacked. */
  readonly temporary: string;
}

/** Where people's browsers are. */
function placesOf({ platform, env }: Pick<NodeJS.Process, 'platform' | 'env'>): string[] {
  switch (platform) {
    case 'darwin':
      return ['Google Chrome', 'Chromium'].map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`);
    case 'win32':
      return ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].map((name) =>
        join(env[name] ?? '', 'Google', 'Chrome', 'Application', 'chrome.exe'),
      );
    default:
      return (env.PATH ?? '').split(delimiter).flatMap((folder) => NAMES.map((name) => join(folder, name)));
  }
}

const NAMES = ['google-chrome', 'google-chrome-stable', 'chromium', 'chromium-browser'];

/** Finds a Chromium. Throws `BrowserMissing` with the one line that says what to do. */
export async function findChromium({ executable, temporary }: FindOptions): Promise<Chromium> {
  if (executable !== undefined) return explicit(executable);
  const ours = canUnpack() ? await unpacked(temporary).catch((error: Error) => error) : undefined;
  if (ours && !(ours instanceof Error)) return ours;
  const installed = placesOf(process).find((path) => existsSync(path));
  if (installed) return peoples(installed);
  const why = ours ? ` (@sparticuz/chromium cannot be unpacked: ${ours.message})` : '';
  const fix = 'install Google Chrome or Chromium, or set VEDETTE_CHROMIUM to the path of one';
  throw new BrowserMissing(`there is no browser on this machine${why}; ${fix}`, { cause: ours });
}

function explicit(executable: string): Chromium {
  if (existsSync(executable)) return peoples(executable);
  throw new BrowserMissing(`there is no browser at ${executable}; correct VEDETTE_CHROMIUM, or unset it`);
}

/** Chromium refuses to start with its sandbox when it is root's. */
const peoples = (executable: string): Chromium => ({
  executable,
  env: {},
  sandbox: process.getuid?.() !== 0,
});
