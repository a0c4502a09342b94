import { MikroOrmModule } from '@mikro-orm/nestjs';
import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { JwtModule } from '@nestjs/jwt';
import { createSecretKey } from 'node:crypto';
import { Config } from '../config/config.js';
import { signingSecret } from '../config/secret.js';
import { MailModule } from '../mail/mail.module.js';
import { CustomerModule } from '../customer/customer.module.js';
import { AuthController } from './auth.controller.js';
import { JwtAuthGuard } from './jwt-auth.guard.js';
import { AuthService } from './auth.service.js';
import { FailedLogin } from './failed-login.entity.js';
import { FailedLoginService } from './failed-login.service.js';
import { PasswordController } from './password.controller.js';
import { PasswordReset } from './password-reset.entity.js';
import { PasswordResetService } from './password-reset.service.js';
import { PasswordHasher } from './password-hasher.js';
import { RegistrationService } from './registration.service.js';
import { SessionController } from './session.controller.js';
import { Session } from './session.entity.js';
import { SessionService } from './session.service.js';
import { TokenService } from './token.service.js';

const issuer = 'magazin';

@Module({
  imports: [
    CustomerModule,
    MailModule,
    MikroOrmModule.forFeature([Session, FailedLogin, PasswordReset]),
    JwtModule.registerAsync({
      inject: [Config],
      useFactory: async (config: Config) => ({
        // A KeyObject: a string would be parsed as a PEM key first, on every request.
        secret: createSecretKey(Buffer.from(await signingSecret(config))),
        signOptions: { algorithm: 'HS256', issuer, audience: issuer },
        verifyOptions: { algorithms: ['HS256'], issuer, audience: issuer },
      }),
    }),
  ],
  controllers: [AuthController, PasswordController, SessionController],
  providers: [
    AuthService,
    RegistrationService,
    SessionService,
    TokenService,
    PasswordHasher,
    PasswordResetService,
    FailedLoginService,
    { provide: APP_GUARD, useClass: JwtAuthGuard },
  ],
  exports: [AuthService, RegistrationService, SessionService],
})
export class AuthModule {}
