import { type BrowserContextOptions, devices } from 'playwright-core';
import { isSecret } from '../../model/secret.ts';
import { type ProbeContext, SecretMissing } from '../probe.ts';
import type { BrowserSettingsSpec } from './words.ts';

/** What a context is made with, every secret in its place. Throws `SecretMissing`. */
export async function contextOptionsOf(
  settings: BrowserSettingsSpec,
  context: Pick<ProbeContext, 'secrets' | 'conceal'>,
): Promise<BrowserContextOptions> {
  const { viewport, device, locale, timeZone, headers, httpCredentials, storageState } = settings;
  // The engine is Chromium's whatever the device has.
  const { defaultBrowserType: _, ...ofDevice } = (device && devices[device]) ?? { defaultBrowserType: '' };
  return {
    ...ofDevice,
    ...(viewport && { viewport, screen: viewport }),
    ...(locale !== undefined && { locale }),
    ...(timeZone !== undefined && { timezoneId: timeZone }),
    extraHTTPHeaders: headers,
    ...(httpCredentials && { httpCredentials: await credentialsOf(httpCredentials, context) }),
    ...(storageState && { storageState: await stateOf(storageState, context) }),
  };
}

type Secrets = Pick<ProbeContext, 'secrets' | 'conceal'>;

async function credentialsOf(
  { user, password, origin }: NonNullable<BrowserSettingsSpec['httpCredentials']>,
  { secrets }: Secrets,
) {
  const username = isSecret(user) ? await secrets(user) : user;
  return { username, password: await secrets(password), origin: new URL(origin).origin };
}

type StorageState = Exclude<NonNullable<BrowserContextOptions['storageState']>, string>;

/** What it holds is as secret as itself. */
async function stateOf(
  reference: NonNullable<BrowserSettingsSpec['storageState']>,
  { secrets, conceal }: Secrets,
): Promise<StorageState> {
  const text = await secrets(reference);
  try {
    const state = JSON.parse(text) as StorageState;
    for (const { value } of state.cookies) conceal(value);
    for (const { value } of state.origins.flatMap(({ localStorage }) => localStorage)) conceal(value);
    return state;
  } catch (cause) {
    const fix = "it must be the JSON of Playwright's context.storageState()";
    // The parser's own message would quote the secret.
    throw new SecretMissing(`the secret ${reference.secret} is not a storage state; ${fix}`, {
      cause: (cause as Error).name,
    });
  }
}
