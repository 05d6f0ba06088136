import type { Missing, Unknown } from '@image-factory/core/observe';
import type { Repository } from '@image-factory/core/reference';
import { show } from '@image-factory/core/text';
import { createAuthorizedAsk } from './auth/authorized.ts';
import type { Credential } from './auth/docker-config.ts';
import { emptyKeychain, type Keychain } from './auth/keychain.ts';
import { createSecrets, type Secrets } from './auth/secrets.ts';
import { basicHeader } from './auth/token.ts';
import type { Place } from './content/fetch.ts';
import { endpointsOf } from './net/endpoint.ts';
import { usualLimits, type GateLimits } from './net/host-gate.ts';
import { loggedTransport, type Log } from './net/logged.ts';
import { systemPace, type Pace } from './net/pace.ts';
import { createPatientTransport } from './net/patient.ts';
import { createTransport, type TransportOptions } from './net/transport.ts';
import type { RegistryTable } from './types.ts';
import { unknown } from './unknown.ts';

export interface RegistryOptions {
  /** `registries` of factory.yaml. */
  readonly registries?: RegistryTable;
  /** Default: nobody's credentials. */
  readonly keychain?: Keychain;
  readonly log?: Log;
  readonly limits?: Partial<GateLimits>;
  /** Time and chance. */
  readonly pace?: Pace;
  /** How hosts are found and connected to, and for how long. */
  readonly transport?: TransportOptions;
}

/** The way to registries, as somebody. */
export interface Reach {
  readonly pace: Pace;
  /** Does something at a repository; the words of what could not be done hold no credential. */
  at<T>(repository: Repository, body: (place: Place) => Promise<T | Unknown>): Promise<T | Unknown>;
  /** The same where nobody is told why not: undefined for a host that is read in two ways. */
  within<T>(repository: Repository, body: (place: Place) => Promise<T>): Promise<T | undefined>;
}

export function openReach(options: RegistryOptions): Reach {
  const { registries = {}, keychain = emptyKeychain, log, limits, pace = systemPace } = options;
  const secrets = createSecrets();
  const endpointOf = endpointsOf(registries);
  const connected = loggedTransport(createTransport(options.transport), log, secrets);
  const wire = { ask: createPatientTransport(connected, { ...usualLimits, ...limits }, pace), secrets };
  const ask = createAuthorizedAsk({ wire, keychain: watched(keychain, secrets), pace });
  return {
    pace,
    async at({ domain, path }, body) {
      const endpoint = endpointOf(domain);
      if (endpoint === undefined) return unknown('refused', `${show(domain)} is not written as the host that it would be`);
      const answer = await body({ endpoint, path, ask });
      return isFailure(answer) ? { ...answer, why: secrets.hide(answer.why) } : answer;
    },
    async within({ domain, path }, body) {
      const endpoint = endpointOf(domain);
      return endpoint === undefined ? undefined : body({ endpoint, path, ask });
    },
  };
}

function isFailure(answer: unknown): answer is Unknown | Missing {
  return typeof answer === 'object' && answer !== null && 'kind' in answer && (answer.kind === 'unknown' || answer.kind === 'missing');
}

/** Remembers what must not be seen. */
function watched(keychain: Keychain, secrets: Secrets): Keychain {
  return async (host) => {
    const credential = await keychain(host);
    if (credential !== undefined) secrets.add(...wordsOf(credential));
    return credential;
  };
}

function wordsOf(credential: Credential): readonly string[] {
  if (credential.kind === 'identity') return [credential.token];
  return [credential.password, basicHeader(credential).slice('Basic '.length)];
}
