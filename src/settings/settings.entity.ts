import { defineEntity, LockMode, p } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { isDeepStrictEqual } from 'node:util';
import type { SettingName } from '../config/setting-variables.js';
import type { SettingValue } from './setting.js';
import { SettingsChanged } from './settings.errors.js';

const StoredSettingsSchema = defineEntity({
  name: 'StoredSettings',
  tableName: 'settings',
  properties: {
    id: p.integer().primary().autoincrement(false),
    version: p.integer().default(0),
    /** By the names of their variables; what is not here comes from the environment. */
    values: p.json<Record<string, unknown>>(),
    updated_at: p.datetime().defaultRaw('now()'),
  },
  checks: [{ name: 'settings_once', expression: 'id = 1' }],
});

/** What staff have set: one row, so that a change of several settings is seen as a whole. */
export class StoredSettings extends StoredSettingsSchema.class {
  /** Nobody else changes it until the end of the transaction. */
  static lock(em: EntityManager): Promise<StoredSettings> {
    return em.findOneOrFail(StoredSettings, { id: 1 }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  }

  /**
   * Null takes a setting back to the environment. The version counts changes.
   *
   * @param version that the change is based on
   * @returns the names of what differs @throws SettingsChanged
   */
  change(version: number, changes: Partial<Record<SettingName, SettingValue | null>>): SettingName[] {
    if (version !== this.version) throw new SettingsChanged({ version: this.version });
    const entries = Object.entries(changes) as [SettingName, SettingValue | null][];
    const changed = entries.filter(([name, value]) => !isDeepStrictEqual(this.values[name] ?? null, value));
    if (changed.length === 0) return [];
    const kept = { ...this.values, ...Object.fromEntries(changed) };
    this.values = Object.fromEntries(Object.entries(kept).filter(([, value]) => value !== null));
    this.version++;
    this.updated_at = new Date();
    return changed.map(([name]) => name);
  }
}

StoredSettingsSchema.setClass(StoredSettings);
export { StoredSettingsSchema };
