/**
 * A Chromium that was started without a locale calls its language `en-US@posix`, which no `Intl` takes, and the charts'
 * library hands it on as it loads: no chart would be drawn. Such a browser is said to speak what its own `Intl` speaks.
 */
export function mendLanguage(navigator: Navigator): void {
  try {
    Intl.getCanonicalLocales(navigator.language);
  } catch {
    const value = new Intl.NumberFormat().resolvedOptions().locale;
    Object.defineProperty(navigator, 'language', { value, configurable: true });
  }
}
