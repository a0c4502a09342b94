import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsString } from 'class-validator';
import { MaxCharacters, searched } from '../common/text/canonical.js';

/** From a mail, without what is copied with it. */
export const MailedToken = (): PropertyDecorator =>
  applyDecorators(Transform(searched), ApiProperty({ minLength: 1, maxLength: 100 }), IsString(), MaxCharacters(100));
