const KEY = 'vedette-theme';
const THEMES = ['system', 'light', 'dark'] as const;
type Theme = (typeof THEMES)[number];

const isTheme = (text: string | null): text is Theme => THEMES.some((theme) => theme === text);

/** The button that goes round system, light and dark; the choice is remembered by the browser. */
export function themeSwitch(button: HTMLElement, storage: Storage): void {
  const kept = storage.getItem(KEY);
  let theme: Theme = isTheme(kept) ? kept : 'system';
  const show = (): void => {
    if (theme === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    button.textContent = `Theme: ${theme}`;
  };
  button.addEventListener('click', () => {
    theme = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? 'system';
    storage.setItem(KEY, theme);
    show();
  });
  show();
}
