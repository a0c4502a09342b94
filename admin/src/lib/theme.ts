export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const key = 'magazin-theme';

export const storedTheme = (): Theme => {
  const stored = localStorage.getItem(key);
  return themes.find((theme) => theme === stored) ?? 'system';
};

export function applyTheme(theme: Theme = storedTheme()): void {
  localStorage.setItem(key, theme);
  if (theme === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
}
