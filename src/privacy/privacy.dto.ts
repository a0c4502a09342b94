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

/** A list of rows per table, each with all its columns; amounts in minor units, moments in ISO 8601. */
export const profileExport = {
  headers: { 'Content-Disposition': { $ref: '#/components/headers/Content-Disposition' } },
  schema: {
    type: 'object',
    additionalProperties: { type: 'array', items: { type: 'object', additionalProperties: true } },
    example: {
      customers: [{ id: 1, username: 'anakin', email: 'a.skywalker@deathstar.im' }],
      orders: [{ id: 1, number: 'M100001', total: 300000 }],
    },
  },
};
