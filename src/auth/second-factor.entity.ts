import { defineEntity, p, PrimaryKeyProp } from '@mikro-orm/core';
import { Customer } from '../customer/customer.entity.js';

const SecondFactorSchema = defineEntity({
  name: 'SecondFactor',
  tableName: 'second_factors',
  properties: {
    customer: () => p.manyToOne(Customer).ref().primary().deleteRule('cascade'),
    /** Encrypted: whoever steals the table cannot make codes. */
    secret: p.blob(),
    /** The 30 seconds since 1970 whose code was accepted last: no code of them or before is accepted again. */
    last_step: p.integer().nullable(),
    created_at: p.datetime().defaultRaw('now()'),
    /** Null until its owner has proven with a code that their app has the secret. */
    confirmed_at: p.datetime().nullable(),
  },
});

/** What an account needs to sign in besides its password: codes of an app (TOTP, RFC 6238). Its row is the lock for guesses at them. */
export class SecondFactor extends SecondFactorSchema.class {
  [PrimaryKeyProp]?: 'customer';
}

const RecoveryCodeSchema = defineEntity({
  name: 'RecoveryCode',
  tableName: 'recovery_codes',
  properties: {
    factor: () => p.manyToOne(SecondFactor).ref().primary().fieldName('customer_id').deleteRule('cascade'),
    /** SHA-256: whoever steals the table cannot use it. */
    code_hash: p.string().primary().length(64),
  },
});

/** Replaces a code of the app once; its use removes it. */
export class RecoveryCode extends RecoveryCodeSchema.class {
  [PrimaryKeyProp]?: ['factor', 'code_hash'];
}

SecondFactorSchema.setClass(SecondFactor);
RecoveryCodeSchema.setClass(RecoveryCode);
export { RecoveryCodeSchema, SecondFactorSchema };
