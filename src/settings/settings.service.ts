import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/audit.service.js';
import type { Caller } from '../common/http/access.js';
import { ValidationFailed } from '../common/http/request.errors.js';
import { Config } from '../config/config.js';
import { settingGroups, type SettingName, type SettingValues } from '../config/setting-variables.js';
import type { Variable } from '../config/variables.js';
import { Database } from '../database/database.js';
import { missingOfSeller, whyMissing } from './seller-check.js';
import { fieldOf, maxTextLength, mayBeEmpty, settings, type SettingValue, usableSettings } from './setting.js';
import type { SettingDto, SettingGroup, SettingsChange, SettingsDto } from './settings.dto.js';
import { StoredSettings } from './settings.entity.js';
import { Settings } from './settings.js';

/** What staff see of the settings, and change. */
@Injectable()
export class SettingsService {
  constructor(
    private readonly database: Database,
    private readonly audit: AuditService,
    private readonly config: Config,
    private readonly settings: Settings,
  ) {}

  async read(): Promise<SettingsDto> {
    return this.toDto(await this.database.statements((em) => em.findOneOrFail(StoredSettings, { id: 1 })));
  }

  /** In effect here at once, in other processes within two seconds. @throws SettingsChanged, ValidationFailed */
  async change(actor: Caller, { version, ...fields }: SettingsChange): Promise<SettingsDto> {
    const changes = changesOf(fields);
    const stored = await this.database.transaction(async (em) => {
      const row = await StoredSettings.lock(em);
      const before = this.effective(row);
      const changed = row.change(version, changes);
      const after = this.effective(row);
      assertInvoiceable(before, after);
      if (changed.length > 0) {
        const only = (values: SettingValues) =>
          Object.fromEntries(changed.map((name) => [fieldOf(name), values[name]]));
        const reset = changed.filter((name) => changes[name] === null).map(fieldOf);
        const diff = { from: only(before), to: only(after), ...(reset.length > 0 && { reset }) };
        this.audit.record(em, actor, 'settings.change', { kind: 'settings' }, diff);
      }
      return row;
    });
    this.settings.apply(stored);
    return this.toDto(stored);
  }

  private effective({ values }: StoredSettings): SettingValues {
    return this.config.settings(usableSettings(values));
  }

  private toDto(row: StoredSettings): SettingsDto {
    const stored = usableSettings(row.values);
    const [values, defaults] = [this.config.settings(stored), this.config.settings()];
    const toSetting = ([name, variable]: [SettingName, Variable<SettingValue>]): SettingDto => ({
      name: fieldOf(name),
      value: values[name],
      source: stored[name] !== undefined ? 'database' : this.config.isGiven(name) ? 'environment' : 'default',
      default: defaults[name],
      ...formOf(name, variable),
    });
    const groups = Object.entries(settingGroups(this.config.production)).map(([name, group]) => ({
      name: name as SettingGroup['name'],
      settings: (Object.entries(group) as [SettingName, Variable<SettingValue>][]).map(toSetting),
    }));
    const missing = missingOfSeller(values).map(fieldOf);
    return { version: row.version, updated_at: row.updated_at.toISOString(), missing, groups };
  }
}

function changesOf(fields: object): Partial<Record<SettingName, SettingValue | null>> {
  const given = new Map(Object.entries(fields));
  return Object.fromEntries(
    settings.map(([name]) => [name, given.get(fieldOf(name))]).filter(([, value]) => value !== undefined),
  );
}

/** A change may leave a seller incomplete who was, but takes nothing away that invoices need. @throws ValidationFailed */
function assertInvoiceable(before: SettingValues, after: SettingValues): void {
  const known = missingOfSeller(before);
  const fresh = missingOfSeller(after).filter((name) => !known.includes(name));
  if (fresh.length > 0)
    throw new ValidationFailed(
      fresh.map((name) => ({ field: fieldOf(name), errors: [`${fieldOf(name)} ${whyMissing(name)}`] })),
    );
}

function formOf(name: SettingName, { form, meaning }: Variable<SettingValue>) {
  const { kind, options, min, max } = form;
  return {
    kind: kind as SettingDto['kind'],
    description: meaning,
    optional: mayBeEmpty(name),
    ...(options && { options: [...options] }),
    ...(kind === 'number' && { min, max }),
    ...(kind === 'text' && { max_length: maxTextLength }),
  };
}
