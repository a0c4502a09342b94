export class CatalogDone {
  /** @example "OK" */
  status: 'OK';
  /** @example "product removed" */
  message: string;
}
