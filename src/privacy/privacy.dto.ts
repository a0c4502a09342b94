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
  /** What stays, and why. @example "Erased. Orders stay without your name; invoices stay unchanged, as tax law demands." */
  message: string;
}
