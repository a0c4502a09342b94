import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { JwtModule } from '@nestjs/jwt';
import { ApiContracts } from '../common/http/api-contracts.js';
import { Config } from '../config/config.js';
import { signingSecret } from '../config/secret.js';
import { MailModule } from '../mail/mail.module.js';
import { CustomerModule } from '../customer/customer.module.js';
import { ApiKeyCaller } from './api-key-caller.js';
import { AuthController } from './auth.controller.js';
import { JwtStrategy } from './jwt.strategy.js';
import { JwtAuthGuard } from './jwt-auth.guard.js';
import { AuthService } from './auth.service.js';
import { FailedLoginService } from './failed-login.service.js';
import { PasswordController } from './password.controller.js';
import { PasswordResetService } from './password-reset.service.js';
import { HashingCost, PasswordHasher } from './password-hasher.js';
import { PasswordService } from './password.service.js';
import { PasswordVerifier } from './password-verifier.js';
import { RegistrationService } from './registration.service.js';
import { SecondFactorVerifier } from './second-factor-verifier.js';
import { SecretCipher } from './secret-cipher.js';
import { SessionController } from './session.controller.js';
import { SessionService } from './session.service.js';
import { algorithm, issuer, signingKey } from './signing-key.js';
import { TokenService } from './token.service.js';

@Module({
  imports: [
    CustomerModule,
    MailModule,

    JwtModule.registerAsync({
      inject: [Config],
      useFactory: async (config: Config) => ({
        secret: await signingKey(config),
        signOptions: { algorithm, issuer, audience: issuer },
        verifyOptions: { algorithms: [algorithm], issuer, audience: issuer },
      }),
    }),
  ],
  controllers: [AuthController, PasswordController, SessionController],
  providers: [
    AuthService,
    ApiKeyCaller,
    RegistrationService,
    SessionService,
    TokenService,
    HashingCost,
    PasswordHasher,
    PasswordVerifier,
    PasswordService,
    SecondFactorVerifier,
    {
      provide: SecretCipher,
      inject: [Config],
      useFactory: async (config: Config) => new SecretCipher(await signingSecret(config), 'second factor'),
    },
    PasswordResetService,
    FailedLoginService,
    {
      provide: JwtStrategy,
      inject: [Config, ApiContracts],
      useFactory: async (config: Config, contracts: ApiContracts) =>
        new JwtStrategy(await signingKey(config), contracts),
    },
    { provide: APP_GUARD, useClass: JwtAuthGuard },
  ],
  exports: [
    AuthService,
    PasswordHasher,
    PasswordResetService,
    PasswordVerifier,
    RegistrationService,
    SecondFactorVerifier,
    SessionService,
    TokenService,
  ],
})
export class AuthModule {}
