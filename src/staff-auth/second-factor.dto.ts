import { IsNotEmpty, IsString, MaxLength } from 'class-validator';

class Code {
  /** Six digits of the app, or a recovery code. Each is accepted once. @example "492039" */
  @IsString()
  @IsNotEmpty()
  @MaxLength(40)
  code: string;
}

class Password {
  /** @example "onlydarkside" */
  @IsString()
  @IsNotEmpty()
  @MaxLength(128)
  password: string;
}

export class SecondFactorStart extends Password {}

export class SecondFactorConfirmation extends Code {}

export class SecondFactorRemoval extends Password {
  /** Six digits of the app, or a recovery code. Each is accepted once. @example "492039" */
  @IsString()
  @IsNotEmpty()
  @MaxLength(40)
  code: string;
}

export class SecondFactorSecret {
  /** Base32, 160 bits: for an app that cannot read the QR code. @example "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP" */
  secret: string;
  /** Show it as a QR code. @example "otpauth://totp/Magazin:anakin?issuer=Magazin&secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&algorithm=SHA1&digits=6&period=30" */
  uri: string;
}

export class RecoveryCodes {
  /** Ten, each good for one sign-in without the app. No other answer shows them again. @example ["k5vq-2xwm-7hda-p3ze"] */
  recovery_codes: string[];
}

export class SecondFactorStatus {
  /** Whether a sign-in needs a code. @example true */
  enabled: boolean;
  /** Whether staff of this shop need one. @example false */
  required: boolean;
  /** Recovery codes that are left. @example 10 */
  recovery_codes: number;
}
