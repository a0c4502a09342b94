import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsInt, Max, Min, ValidateBy, ValidateIf } from 'class-validator';
import { trimmed } from '../common/text/canonical.js';
import type { SettingName } from '../config/setting-variables.js';
import type { Variable } from '../config/variables.js';
import { exampleOf, fieldOf, maxTextLength, mayBeEmpty, readSetting, settings, type SettingValue } from './setting.js';

export class SettingsChange {
  /** `version` of the answer that the change is based on: if somebody has changed settings since, this is refused. @example 3 */
  @IsInt()
  @Min(0)
  @Max(2_147_483_647)
  version: number;
}

/** A field of {@link SettingsChange} for each setting, with the rules of its variable. */
for (const [name, variable] of settings) {
  const decorators = [ApiProperty(documented(name, variable)), Transform(trimmed), Follows(name), isGiven];
  for (const decorate of decorators) decorate(SettingsChange.prototype, fieldOf(name));
}

function isGiven(target: object, field: string | symbol): void {
  ValidateIf((_, value) => value !== undefined && value !== null)(target, field);
}

function Follows(name: SettingName): PropertyDecorator {
  const problemOf = (value: unknown): string | undefined => {
    try {
      readSetting(name, value);
      return undefined;
    } catch (error) {
      return `${fieldOf(name)} ${(error as Error).message}`;
    }
  };
  return ValidateBy({
    name: 'setting',
    validator: {
      validate: (value) => problemOf(value) === undefined,
      defaultMessage: (given) => problemOf(given?.value) ?? '',
    },
  });
}

function documented(name: SettingName, { form, meaning }: Variable<SettingValue>) {
  const usual = { required: false, nullable: true, description: `${meaning}. Null takes it back to its default.` };
  if (form.kind === 'flag') return { ...usual, type: 'boolean' } as const;
  if (form.kind === 'number')
    return { ...usual, type: 'integer', minimum: form.min ?? 0, maximum: form.max ?? 0 } as const;
  if (form.options) return { ...usual, type: 'string', enum: [...form.options, null] } as const;
  const minLength = mayBeEmpty(name) ? 0 : 1;
  return { ...usual, type: 'string', minLength, maxLength: maxTextLength, example: exampleOf(name) } as const;
}

const ValueProperty = () => ApiProperty({ oneOf: [{ type: 'string' }, { type: 'integer' }, { type: 'boolean' }] });

export class SettingDto {
  /** Its field in a change. @example "return_days" */
  @ApiProperty({ enum: settings.map(([name]) => fieldOf(name)) })
  name: string;
  /** What counts now: a text, a whole number or a flag, by `kind`. An empty text is none. @example 30 */
  @ValueProperty()
  value: SettingValue;
  /** Where the value comes from: set by staff, by the environment of the server, or by neither. @example "database" */
  source: 'database' | 'environment' | 'default';
  /** What null takes it back to: the value of the environment, else of the shop. @example 14 */
  @ValueProperty()
  default: SettingValue;
  /** How to enter it: `choice` has `options`, `number` is a whole one from `min` to `max`. @example "number" */
  kind: 'text' | 'number' | 'choice' | 'flag';
  /** What it decides, in English; code is in backticks. @example "days after delivery within which an order can be returned" */
  description: string;
  /** Of a text: whether it can be empty. @example false */
  optional: boolean;
  /** Of a `choice`. @example ["none", "before"] */
  options?: string[];
  /** Of a `number`. @example 0 */
  min?: number;
  /** Of a `number`. @example 3650 */
  max?: number;
  /** Of a `text`: how many characters it can have. @example 300 */
  max_length?: number;
}

export class SettingGroup {
  /** @example "returns" */
  name: 'seller' | 'shop' | 'returns' | 'reviews' | 'support' | 'invoices' | 'tax';
  settings: SettingDto[];
}

export class SettingsDto {
  /** Counts changes; a change names the one it is based on. @example 3 */
  version: number;
  /** When staff changed something last; at version 0, when the shop was set up. @example "2026-11-30T12:00:00.000Z" */
  updated_at: string;
  /** Names of settings without which no invoice can be issued, and so no payment is taken. @example [] */
  missing: string[];
  groups: SettingGroup[];
}
