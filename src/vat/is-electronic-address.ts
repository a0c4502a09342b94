import { ValidateBy } from 'class-validator';
import { isElectronicAddress } from './electronic-address.js';

export const IsElectronicAddress = (): PropertyDecorator =>
  ValidateBy({
    name: 'isElectronicAddress',
    validator: {
      validate: (value) => typeof value === 'string' && isElectronicAddress(value),
      defaultMessage: () => '$property must be a scheme of the list EAS and an identifier, like 0088:4035811991014',
    },
  });
