import { createPrivateKey, sign, type KeyObject } from 'node:crypto';

/** A GitHub App: its client id (or app id), and its private key as PEM; line ends may be written as `\\n`. */
export interface App {
  readonly id: string;
  readonly privateKey: string;
}

/**
 * The proof that a request comes from the App: a JWT that is valid for nine minutes from `now`, and begins a minute earlier
 * since clocks differ. GitHub takes no more than ten.
 *
 * @throws TypeError when the key is none; what it holds is not shown
 */
export function createAppToken({ id, privateKey }: App, now: Date): string {
  const seconds = Math.floor(now.getTime() / 1000);
  const parts = [
    { alg: 'RS256', typ: 'JWT' },
    { iat: seconds - 60, exp: seconds + 540, iss: id },
  ].map(encode);
  const signature = sign('RSA-SHA256', Buffer.from(parts.join('.')), readKey(privateKey));
  return [...parts, signature.toString('base64url')].join('.');
}

function readKey(pem: string): KeyObject {
  try {
    const key = createPrivateKey(pem.replaceAll(String.raw`\n`, '\n'));
    if (key.asymmetricKeyType === 'rsa') return key;
  } catch {
    // Said below; the original error may quote the key.
  }
  throw new TypeError('the private key of the GitHub App is no RSA key in PEM form');
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
