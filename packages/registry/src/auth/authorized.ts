import type { Unknown } from '@image-factory/core/observe';
import type { RepositoryPath } from '@image-factory/core/reference';
import { show } from '@image-factory/core/text';
import type { Endpoint } from '../net/endpoint.ts';
import { follow, type Question, type Wire } from '../net/follow.ts';
import type { Pace } from '../net/pace.ts';
import type { Reply } from '../net/transport.ts';
import { unknown } from '../unknown.ts';
import { parseChallenges, type Challenge } from './challenge.ts';
import type { Credential } from './docker-config.ts';
import type { Keychain } from './keychain.ts';
import { basicHeader, fetchToken, readRealm } from './token.ts';

/** Asks a registry about one repository, as whoever we are there. */
export type AskRegistry = (endpoint: Endpoint, repository: RepositoryPath, question: Question) => Promise<Reply | Unknown>;

/** One repository of a registry, and what is to be done there: a token is for exactly that. */
interface Purpose {
  readonly endpoint: Endpoint;
  readonly repository: RepositoryPath;
  readonly actions: 'pull' | 'pull,push';
}

interface Authorization {
  readonly kind: 'authorization';
  readonly header: string;
  /** On the clock of `elapsed`; infinite for a password. */
  readonly goodUntil: number;
}

export interface AuthorizedOptions {
  readonly wire: Wire;
  readonly keychain: Keychain;
  readonly pace: Pace;
}

/**
 * Answers challenges. Nothing is shown before a registry asks for it; afterwards it is shown at once. A token is for one
 * repository, and lets write only where something is written; those who need the same one at the same time wait for one
 * request.
 */
export function createAuthorizedAsk({ wire, keychain, pace }: AuthorizedOptions): AskRegistry {
  const challenges = new Map<string, Challenge>();
  const granted = new Map<string, Promise<Authorization | Unknown>>();

  /** What was granted and is still good; or asks for it, when the registry is known to want it. */
  async function current(purpose: Purpose): Promise<Authorization | undefined> {
    const challenge = challenges.get(purpose.endpoint.origin);
    if (challenge === undefined) return undefined;
    const held = await granted.get(keyOf(purpose));
    if (held?.kind === 'authorization' && held.goodUntil > pace.elapsed()) return held;
    const fresh = await renew(purpose, challenge, held);
    return fresh.kind === 'authorization' ? fresh : undefined;
  }

  /** Of many that find out at once that something is not good any more, the first asks for a new one. */
  async function renew(
    purpose: Purpose,
    challenge: Challenge,
    stale: Authorization | Unknown | undefined,
  ): Promise<Authorization | Unknown> {
    const key = keyOf(purpose);
    const standing = granted.get(key);
    const held = await standing;
    if (held?.kind === 'unknown') return held;
    if (granted.get(key) !== standing) return renew(purpose, challenge, stale);
    if (held?.kind === 'authorization' && held !== stale && held.goodUntil > pace.elapsed()) return held;
    const asked = authorize(purpose, challenge);
    granted.set(key, asked);
    const fresh = await asked;
    if (fresh.kind === 'unknown' && granted.get(key) === asked) granted.delete(key);
    return fresh;
  }

  async function authorize(purpose: Purpose, challenge: Challenge): Promise<Authorization | Unknown> {
    const { endpoint } = purpose;
    const credential = await keychain(endpoint.name);
    if (challenge.scheme === 'basic') return toBasic(endpoint, credential);
    const realm = readRealm(challenge, endpoint, wire.secrets);
    if ('kind' in realm) return realm;
    const token = await fetchToken(realm, scopeOf(purpose), credential, endpoint, wire.ask);
    if (token.kind === 'unknown') return token;
    wire.secrets.add(token.text);
    const marginMs = Math.min(10_000, token.lifeMs / 5);
    return { kind: 'authorization', header: `Bearer ${token.text}`, goodUntil: pace.elapsed() + token.lifeMs - marginMs };
  }

  return async (endpoint, repository, question) => {
    const purpose: Purpose = { endpoint, repository, actions: question.method === 'PUT' ? 'pull,push' : 'pull' };
    const before = await current(purpose);
    const first = await follow(question, before?.header, endpoint, wire);
    if (first.kind === 'unknown' || first.status !== 401 || first.url.origin !== endpoint.origin) return first;
    const challenge = chooseChallenge(parseChallenges(first.headers['www-authenticate']));
    if (challenge === undefined) return unknown('denied', `${show(endpoint.name)} lets nobody in, and does not say how it could`);
    challenges.set(endpoint.origin, challenge);
    const after = await renew(purpose, challenge, before);
    if (after.kind === 'unknown') return after;
    if (after.header === before?.header) return first;
    return follow(question, after.header, endpoint, wire);
  };
}

function chooseChallenge(offered: readonly Challenge[]): Challenge | undefined {
  return (
    offered.find(({ scheme, parameters }) => scheme === 'bearer' && parameters.has('realm')) ??
    offered.find(({ scheme }) => scheme === 'basic')
  );
}

function toBasic({ name }: Endpoint, credential: Credential | undefined): Authorization | Unknown {
  if (credential?.kind !== 'password') return unknown('denied', `${show(name)} asks for a password, and none is known`);
  return { kind: 'authorization', header: basicHeader(credential), goodUntil: Number.POSITIVE_INFINITY };
}

function scopeOf({ repository, actions }: Purpose): string {
  return `repository:${repository}:${actions}`;
}

function keyOf({ endpoint, repository, actions }: Purpose): string {
  return `${endpoint.origin} ${repository} ${actions}`;
}
