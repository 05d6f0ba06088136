import { randomBytes, verify } from 'node:crypto';
import { refuse } from './answer.ts';
import type { AppOptions, GitHubOptions, Permissions, TokenOptions } from './options.ts';

/** Who asks. */
export interface Actor {
  readonly login: string;
  /** Undefined: every repository. */
  readonly repositories: readonly string[] | undefined;
  /** Undefined: everything. */
  readonly permissions: Permissions | undefined;
}

export type Caller =
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'token'; readonly actor: Actor }
  | { readonly kind: 'app'; readonly app: AppOptions };

/** The tokens that are valid now. */
export interface TokenTable {
  /** @throws Refusal 401 when there is a credential that is not good */
  identify(authorization: string | undefined): Caller;
  /** An installation's token, for an hour. */
  mint(actor: Actor): { readonly token: string; readonly expiresAt: Date };
  /** The text without the tokens in it. */
  redact(text: string): string;
}

const hour = 3_600_000;

export function createTokenTable({ tokens = { ghs_test: {} }, apps = {} }: GitHubOptions, now: () => Date): TokenTable {
  const table = new Map<string, { actor: Actor; expiresAt?: Date }>(
    Object.entries(tokens).map(([token, options]) => [token, { actor: actorOf(options) }]),
  );

  function identifyToken(credential: string): Caller {
    const known = table.get(credential);
    if (known === undefined || (known.expiresAt !== undefined && known.expiresAt <= now())) throw refuse(401, 'Bad credentials');
    return { kind: 'token', actor: known.actor };
  }

  return {
    identify(authorization) {
      if (authorization === undefined) return { kind: 'anonymous' };
      const [scheme = '', credential = ''] = authorization.split(' ');
      switch (scheme.toLowerCase()) {
        case 'basic':
          return identifyToken(
            Buffer.from(credential, 'base64')
              .toString('utf8')
              .replace(/^[^:]*:/, ''),
          );
        case 'bearer':
          return /^[\w-]+\.[\w-]+\.[\w-]+$/.test(credential) && !table.has(credential)
            ? { kind: 'app', app: readJwt(credential, apps, now()) }
            : identifyToken(credential);
        case 'token':
          return identifyToken(credential);
        default:
          throw refuse(401, 'Bad credentials');
      }
    },
    mint(actor) {
      // About as long as the real ones, so that nobody relies on a short one.
      const token = `ghs_1_${randomBytes(384).toString('base64url')}`;
      const expiresAt = new Date(now().getTime() + hour);
      table.set(token, { actor, expiresAt });
      return { token, expiresAt };
    },
    redact: (text) => [...table.keys()].reduce((rest, token) => rest.replaceAll(token, '***'), text),
  };
}

function actorOf({ repositories, permissions, login = 'image-factory[bot]' }: TokenOptions): Actor {
  return { login, repositories, permissions };
}

/** The JWT of an app: RS256, for at most ten minutes, issued by the app, signed by it. */
function readJwt(jwt: string, apps: Readonly<Record<string, AppOptions>>, now: Date): AppOptions {
  const [header = '', payload = '', signature = ''] = jwt.split('.');
  const claims = decode(payload);
  const app = apps[String(claims['iss'])];
  if (decode(header)['alg'] !== 'RS256' || app === undefined) throw refuse(401, 'A JSON web token could not be decoded');
  const { iat, exp } = claims;
  const seconds = now.getTime() / 1000;
  if (typeof exp !== 'number' || exp <= seconds)
    throw refuse(
      401,
      "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires",
    );
  if (exp > seconds + 600) throw refuse(401, "'Expiration time' claim ('exp') is too far in the future");
  if (typeof iat !== 'number' || iat > seconds + 1)
    throw refuse(401, "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued");
  if (!verify('RSA-SHA256', Buffer.from(`${header}.${payload}`), app.publicKey, Buffer.from(signature, 'base64url')))
    throw refuse(401, 'A JSON web token could not be decoded');
  return app;
}

function decode(part: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
