import { generateKeyPairSync, sign } from 'node:crypto';

/** A certificate for one name that signs itself, and its key; both PEM. */
export interface Certificate {
  readonly certificate: string;
  readonly key: string;
}

/** X.509 v3 over a fresh key (RFC 5280), good from 2020 to 2049: nothing secret lies in the tree, and no tool is needed. */
export function selfSigned(name: string): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const subject = sequence(set(sequence(oid('550403'), der(0x0c, Buffer.from(name)))));
  const signedWith = sequence(oid('2a8648ce3d040302')); // ecdsa-with-SHA256
  const isAuthority = extension('551d13', sequence(der(0x01, Buffer.from([0xff]))));
  const altName = extension('551d11', sequence(der(0x82, Buffer.from(name))));
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([1])),
    signedWith,
    subject,
    sequence(time('200101000000Z'), time('491231235959Z')),
    subject,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(isAuthority, altName)),
  );
  const signature = sign('sha256', body, privateKey);
  const certificate = sequence(body, signedWith, der(0x03, Buffer.concat([Buffer.from([0]), signature])));
  return { certificate: pem('CERTIFICATE', certificate), key: String(privateKey.export({ type: 'pkcs8', format: 'pem' })) };
}

function der(tag: number, ...content: readonly Buffer[]): Buffer {
  const body = Buffer.concat(content);
  const length =
    body.length < 0x80 ? [body.length] : body.length < 0x100 ? [0x81, body.length] : [0x82, body.length >> 8, body.length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), body]);
}

function sequence(...content: readonly Buffer[]): Buffer {
  return der(0x30, ...content);
}

function set(content: Buffer): Buffer {
  return der(0x31, content);
}

function oid(hex: string): Buffer {
  return der(0x06, Buffer.from(hex, 'hex'));
}

function time(text: string): Buffer {
  return der(0x17, Buffer.from(text));
}

function extension(id: string, value: Buffer): Buffer {
  return sequence(oid(id), der(0x04, value));
}

function pem(label: string, bytes: Buffer): string {
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}
