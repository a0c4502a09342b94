import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const algorithm = 'aes-256-gcm';
const [ivBytes, tagBytes] = [12, 16];

/** Encrypts small secrets at rest: AES-256-GCM with a key that HKDF (RFC 5869) derives from the secret that signs tokens. */
export class SecretCipher {
  private readonly key: Buffer;

  constructor(secret: string, purpose: string) {
    this.key = Buffer.from(hkdfSync('sha256', secret, '', purpose, 32));
  }

  /** @param owner a row's identity: encrypted for one row, a secret cannot be read from another */
  encrypt(plain: Uint8Array, owner: string): Buffer {
    const iv = randomBytes(ivBytes);
    const cipher = createCipheriv(algorithm, this.key, iv).setAAD(Buffer.from(owner));
    const encrypted = Buffer.concat([cipher.update(plain), cipher.final()]);
    return Buffer.concat([iv, cipher.getAuthTag(), encrypted]);
  }

  /** Undefined for what was encrypted with another key, for another row, or changed. */
  decrypt(stored: Uint8Array, owner: string): Buffer | undefined {
    const [iv, tag] = [stored.subarray(0, ivBytes), stored.subarray(ivBytes, ivBytes + tagBytes)];
    try {
      const decipher = createDecipheriv(algorithm, this.key, iv, { authTagLength: tagBytes });
      decipher.setAAD(Buffer.from(owner)).setAuthTag(tag);
      return Buffer.concat([decipher.update(stored.subarray(ivBytes + tagBytes)), decipher.final()]);
    } catch {
      return undefined;
    }
  }
}
