import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean, IsIn } from 'class-validator';
import { toBoolean } from '../catalog/product.dto.js';
import { IsOptionalNotNull } from '../common/text/is-optional-not-null.js';
import { type PresetName, presetNames } from './column-presets.js';
import { type Separator, separators } from './csv-lines.js';
import { type NoteCode, noteCodes } from './import-notes.js';
import { type Encoding, encodings } from './text-encoding.js';

const separatorNames = Object.keys(separators) as Separator[];

export class ImportOptions {
  /** Take the column `stock` as a count also where units came or left since the export. @example false */
  @IsOptionalNotNull()
  @Transform(toBoolean)
  @IsBoolean()
  overwrite_stock?: boolean;

  /** Write the other columns also where the product was edited since the export. @example false */
  @IsOptionalNotNull()
  @Transform(toBoolean)
  @IsBoolean()
  overwrite_changes?: boolean;

  /** Only check the file: everything is done as without it, and undone. `errors` has what is wrong with which line. @example false */
  @IsOptionalNotNull()
  @Transform(toBoolean)
  @IsBoolean()
  dry_run?: boolean;

  /** Create the categories that are not there, with those above them. Without it, such a line is bad. @example false */
  @IsOptionalNotNull()
  @Transform(toBoolean)
  @IsBoolean()
  create_categories?: boolean;

  /** Leave out columns that this shop does not know. Without it they are an error, save in the exports of other shops. @example false */
  @IsOptionalNotNull()
  @Transform(toBoolean)
  @IsBoolean()
  ignore_columns?: boolean;

  /** The shop that the file comes from, where its columns do not tell. @example "shopify" */
  @IsOptionalNotNull()
  @IsIn(presetNames)
  preset?: PresetName;

  /** Where it is recognized wrongly. @example "windows-1252" */
  @IsOptionalNotNull()
  @IsIn(encodings)
  encoding?: Encoding;

  /** Where it is recognized wrongly. @example "semicolon" */
  @IsOptionalNotNull()
  @IsIn(separatorNames)
  separator?: Separator;
}

export class ExportOptions {
  /** Whether the file begins with a byte order mark, by which Excel knows that it is UTF-8. @example true */
  @IsOptionalNotNull()
  @Transform(toBoolean)
  @IsBoolean()
  bom?: boolean;
}

export class ImportError {
  /** Of the file, from 1. @example 17 */
  line: number;
  /** Null if the line as a whole is wrong. @example "price" */
  column: string | null;
  /** @example "must be an amount like 3.00" */
  reason: string;
}

export class ImportColumn {
  /** As it is called in the file. @example "Variant Price" */
  column: string;
  /** What it was read as: a column of this shop, or a word for what decides about some. @example "price" */
  read_as: string;
}

/** How the file was read. */
export class ImportFile {
  /** @example "csv" */
  format: 'csv' | 'xlsx';
  /** Null for a workbook. @example "windows-1252" */
  encoding: Encoding | null;
  /** Null for a workbook. @example "semicolon" */
  separator: Separator | null;
  /** The shop whose columns it has; `magazin` for those of this shop. Null if the first line could not be read. @example "shopify" */
  preset: PresetName | null;
  columns: ImportColumn[];
  /** Columns of the file that were left out. @example ["Image Src", "Tags"] */
  ignored: string[];
}

export class ImportNoteDto {
  /** Of the sentence, for a translation. @example "picture" */
  @ApiProperty({ enum: noteCodes })
  code: NoteCode;
  /** @example "These lines hold only further pictures of the product above, and pictures are not imported: upload them to each product." */
  note: string;
  /** The first 20 of them. @example [3, 4] */
  lines: number[];
  /** How many lines it is about. @example 2 */
  count: number;
}

export class ImportFieldChange {
  /** @example "price" */
  field: string;
  /** @example "3.00" */
  before: string | null;
  /** @example "2.50" */
  after: string | null;
}

export class ImportRow {
  /** Of the file, from 1. @example 17 */
  line: number;
  /** @example "banana" */
  slug: string;
  /** @example "changed" */
  outcome: 'created' | 'changed' | 'unchanged';
  /** Of a product that is changed. */
  changes: ImportFieldChange[];
}

export class ImportResult {
  /** Products that are new. @example 120 */
  created: number;
  /** Products that were changed. @example 30 */
  updated: number;
  /** Products that were as the file says already. @example 850 */
  unchanged: number;
  /** Brands that were not there and were added. @example 2 */
  brands_created: number;
  /** Categories that were not there and were added. @example 0 */
  categories_created: number;
  /** How the file was read. Null if it is no table. */
  file: ImportFile | null;
  /** What a person should know of the file, in English. */
  notes: ImportNoteDto[];
  /**
   * Of a dry run only: up to 100 bad lines, with which nothing would be imported. The numbers are then those of the other lines,
   * up to the line with the hundredth error.
   */
  errors?: ImportError[];
  /** Of a dry run only: what the first 500 good lines would do. */
  rows?: ImportRow[];
}
