const KEY = 'vedette-theme';
const THEMES = ['auto', 'light', 'dark'] as const;
type Theme = (typeof THEMES)[number];

const isTheme = (text: string | null): text is Theme => THEMES.some((theme) => theme === text);

const NAMES: Readonly<Record<Theme, string>> = { auto: '◑ Auto', light: '○ Light', dark: '● Dark' };

/** The button that goes round the system's choice, light and dark; the choice is remembered by the browser. */
export function themeSwitch(button: HTMLElement, storage: Storage): void {
  const kept = storage.getItem(KEY);
  let theme: Theme = isTheme(kept) ? kept : 'auto';
  const show = (): void => {
    if (theme === 'auto') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    button.textContent = NAMES[theme];
    button.title = `Theme: ${theme}`;
  };
  button.addEventListener('click', () => {
    theme = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? 'auto';
    storage.setItem(KEY, theme);
    show();
  });
  show();
}
