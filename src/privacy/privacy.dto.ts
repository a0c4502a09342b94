import { IsNotEmpty, IsString, MaxLength } from 'class-validator';

export class ErasureInput {
  /** Your password, so that nobody else erases you. @example "onlydarkside" */
  @IsString()
  @IsNotEmpty()
  @MaxLength(128)
  password: string;
}

export class Erased {
  /** @example "OK" */
  status: 'OK';
  /** What stays, and why. @example "Erased. Orders stay without your name; invoices stay unchanged for 10 years, as tax law demands." */
  message: string;
}

export class ExportedCustomer {
  /** @example 1 */
  id: number;
  /** @example "anakin" */
  username: string | null;
  /** @example "a.skywalker@deathstar.im" */
  email: string | null;
}

export class ExportedOrder {
  /** @example 1 */
  id: number;
  /** @example "M100001" */
  number: string;
  /** In minor units. @example 300000 */
  total: number;
}

/** A list per table, of which two are shown here, each with all its columns. */
export class ProfileExport {
  customers: ExportedCustomer[];
  orders: ExportedOrder[];
}
