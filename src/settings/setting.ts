import type { SettingName, SettingValues } from '../config/setting-variables.js';
import { settingVariables } from '../config/setting-variables.js';
import type { Variable } from '../config/variables.js';
import { lengthOf } from '../common/text/canonical.js';
import { plainLine } from '../identity/characters.js';

export type SettingValue = string | number | boolean;

export const maxTextLength = 300;

// In production nothing is made up: what has no default there can be empty.
const variables: Record<string, Variable<SettingValue>> = settingVariables(true);

/** Every setting with its definition, by the name of its variable. */
export const settings = Object.entries(variables) as [SettingName, Variable<SettingValue>][];

const samples: Record<string, Variable<SettingValue>> = settingVariables(false);

/** What the demo shop has, for the API's document. */
export const exampleOf = (name: SettingName): SettingValue | undefined => samples[name]?.fallback;

/** The name in the API. */
export const fieldOf = (name: SettingName): string => name.toLowerCase();

export const mayBeEmpty = (name: SettingName): boolean => variables[name]?.fallback === '';

/** A value as the rules of its variable read it. @throws Error that says what it must be */
export function readSetting(name: SettingName, value: unknown): SettingValue {
  const variable = variables[name];
  if (!variable) throw new Error('is no setting');
  const { kind } = variable.form;
  if (kind === 'flag') {
    if (typeof value !== 'boolean') throw new Error('must be true or false');
    return value;
  }
  // Of another type it is refused with the words for a wrong value.
  if (kind === 'number') return variable.read(typeof value === 'number' ? String(value) : '');
  if (value === '' && mayBeEmpty(name)) return value;
  const text = typeof value === 'string' ? value : '';
  if (text === '') throw new Error('must be a text that is not empty');
  if (lengthOf(text) > maxTextLength) throw new Error(`must have at most ${maxTextLength} characters`);
  if (!plainLine.test(text)) throw new Error('must be one line without control or invisible characters');
  return variable.read(text);
}

/** What can be used of stored values: another version of the shop may have had other settings, or other rules. */
export function usableSettings(stored: Record<string, unknown>): Partial<SettingValues> {
  return Object.fromEntries(
    settings.flatMap(([name]) => {
      if (stored[name] === undefined) return [];
      try {
        return [[name, readSetting(name, stored[name])]];
      } catch {
        return [];
      }
    }),
  );
}
