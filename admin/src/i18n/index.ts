import i18n from 'i18next';
import { initReactI18next } from 'react-i18next';
import type en from './en';

export const languages = { en: 'English', de: 'Deutsch', pl: 'Polski' } as const;
export type Language = keyof typeof languages;

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: typeof en };
  }
}

/** Each language is a file of its own, loaded when it is chosen. */
const texts: Record<Language, () => Promise<{ default: object; errors: Record<number, string> }>> = {
  en: () => import('./en'),
  de: () => import('./de'),
  pl: () => import('./pl'),
};

const key = 'magazin-language';
const isLanguage = (name: string | null | undefined): name is Language => name != null && name in languages;

function preferred(): Language {
  const stored = localStorage.getItem(key);
  if (isLanguage(stored)) return stored;
  return navigator.languages.map((name) => name.slice(0, 2)).find(isLanguage) ?? 'en';
}

export async function useLanguage(language: Language): Promise<void> {
  const { default: translation, errors } = await texts[language]();
  i18n.addResourceBundle(language, 'translation', translation);
  i18n.addResourceBundle(language, 'errors', errors);
  await i18n.changeLanguage(language);
  document.documentElement.lang = language;
}

export async function chooseLanguage(language: Language): Promise<void> {
  localStorage.setItem(key, language);
  await useLanguage(language);
}

export async function startLanguages(): Promise<void> {
  await i18n.use(initReactI18next).init({ resources: {}, interpolation: { escapeValue: false }, returnNull: false });
  await useLanguage(preferred());
}
