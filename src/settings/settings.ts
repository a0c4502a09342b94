import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { setTimeout as wait } from 'node:timers/promises';
import { useTimeZone } from '../config/calendar.js';
import { Config } from '../config/config.js';
import type { SettingName, SettingValues } from '../config/setting-variables.js';
import { shortly } from '../database/bounded-client.js';
import { useDefaultTaxRate } from '../config/tax.js';
import { Database } from '../database/database.js';
import { persistently } from '../database/persistently.js';
import { statement } from '../database/statement.js';
import { usableSettings } from './setting.js';

/** With the time of one statement: how long a change takes to reach another process. */
const pollIntervalMs = 1_000;

export interface StoredValues {
  version: number;
  /** By the names of their variables. */
  values: Record<string, unknown>;
}

/** Value: the version that is known. */
const otherVersion = statement<StoredValues>(
  'settings_other_version',
  'select version, values from settings where version <> $1',
);

/**
 * What staff have decided, on top of the environment. Reading it asks no database: each process looks once a second whether
 * something was changed, and a change of its own takes effect before it is answered. To be read when it is needed, never
 * kept: what must fit together is read from one {@link current}.
 */
@Injectable()
export class Settings implements OnModuleInit, OnModuleDestroy {
  private readonly log = new Logger(Settings.name);
  private readonly stop = new AbortController();
  private version = -1;
  private values: SettingValues;

  constructor(
    private readonly config: Config,
    private readonly database: Database,
  ) {
    this.use(config.settings());
  }

  /** All of one moment; a change replaces the object. */
  get current(): Readonly<SettingValues> {
    return this.values;
  }

  get<Name extends SettingName>(name: Name): SettingValues[Name] {
    return this.values[name];
  }

  async onModuleInit(): Promise<void> {
    await persistently(() => this.refresh());
    void this.refreshUntilStopped();
  }

  onModuleDestroy(): void {
    this.stop.abort();
  }

  /** Takes over what this process has committed, unless a later change is known already. */
  apply(stored: StoredValues): void {
    if (stored.version > this.version) this.replace(stored);
  }

  async refresh(): Promise<void> {
    const { version } = this;
    const [stored] = await shortly(() => this.database.query(otherVersion, [version]));
    // Meanwhile a change of this process may have been applied, which the answer does not know.
    if (stored && version === this.version) this.replace(stored);
  }

  private async refreshUntilStopped(): Promise<void> {
    const { signal } = this.stop;
    const warn = (error: Error) => void (signal.aborted || this.log.warn({ refresh: error.message }));
    for (;;) {
      await wait(pollIntervalMs, undefined, { signal, ref: false }).catch(() => undefined);
      if (signal.aborted) return;
      await this.refresh().catch(warn);
    }
  }

  private replace({ version, values }: StoredValues): void {
    const usable = usableSettings(values);
    const ignored = Object.keys(values).filter((name) => !(name in usable));
    if (ignored.length > 0) this.log.warn({ version, ignored });
    this.use(this.config.settings(usable));
    this.version = version;
  }

  private use(values: SettingValues): void {
    this.values = values;
    useTimeZone(values.SHOP_TIME_ZONE);
    useDefaultTaxRate(values.DEFAULT_TAX_RATE);
  }
}
