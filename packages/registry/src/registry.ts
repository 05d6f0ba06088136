import type { LookUp, Missing, Unknown } from '@image-factory/core/observe';
import { formatReference, repositoryUrl, withDefaultTag, type ImageReference, type Repository } from '@image-factory/core/reference';
import { show } from '@image-factory/core/text';
import { createAuthorizedAsk } from './auth/authorized.ts';
import type { Credential } from './auth/docker-config.ts';
import { emptyKeychain, type Keychain } from './auth/keychain.ts';
import { createSecrets, type Secrets } from './auth/secrets.ts';
import { basicHeader } from './auth/token.ts';
import { createConfigOf } from './content/image-config.ts';
import type { Place } from './content/fetch.ts';
import { lookUpAt } from './content/look-up.ts';
import { rawBlob, rawManifest } from './content/raw.ts';
import { referrersAt } from './content/referrers.ts';
import { listTagsAt } from './content/tags.ts';
import { endpointsOf, type Endpoint } from './net/endpoint.ts';
import { usualLimits, type GateLimits } from './net/host-gate.ts';
import { loggedTransport, type Log } from './net/logged.ts';
import { systemPace, type Pace } from './net/pace.ts';
import { createPatientTransport } from './net/patient.ts';
import { createTransport, type TransportOptions } from './net/transport.ts';
import type { Known, ReferrerList, Registry, RegistryTable, TagList } from './types.ts';
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

export function createRegistry(options: RegistryOptions = {}): Registry {
  const { registries = {}, keychain = emptyKeychain, log, limits, pace = systemPace } = options;
  const secrets = createSecrets();
  const endpointOf = endpointsOf(registries);
  const connected = loggedTransport(createTransport(options.transport), log, secrets);
  const wire = { ask: createPatientTransport(connected, { ...usualLimits, ...limits }, pace), secrets };
  const ask = createAuthorizedAsk({ wire, keychain: watched(keychain, secrets), pace });
  const configOf = createConfigOf();

  /** Asks where the operator wants it asked first, and then the registry itself. */
  async function lookUpIn(endpoint: Endpoint, reference: ImageReference, known: Known | undefined): Promise<LookUp> {
    const { path } = reference;
    if (endpoint.mirror !== undefined) {
      const answer = await lookUpAt({ endpoint: endpoint.mirror, path, ask }, reference, known, configOf);
      if (answer.kind === 'found') return answer;
    }
    return lookUpAt({ endpoint, path, ask }, reference, known, configOf);
  }

  async function at<T>({ domain, path }: Repository, body: (place: Place) => Promise<T | Unknown>): Promise<T | Unknown> {
    const endpoint = endpointOf(domain);
    if (endpoint === undefined) return unknown('refused', `${show(domain)} is not written as the host that it would be`);
    const answer = await body({ endpoint, path, ask });
    return isUnknown(answer) ? { ...answer, why: secrets.hide(answer.why) } : answer;
  }

  async function within<T>({ domain, path }: Repository, body: (place: Place) => Promise<T>): Promise<T | undefined> {
    const endpoint = endpointOf(domain);
    return endpoint === undefined ? undefined : body({ endpoint, path, ask });
  }

  const lookUps = createOnce<LookUp>();
  const tagLists = createOnce<TagList | Missing | Unknown>();
  const referrerLists = createOnce<ReferrerList | Unknown>();
  return {
    lookUp(given, known) {
      const reference = withDefaultTag(given);
      return lookUps(formatReference(reference), () => at(reference, ({ endpoint }) => lookUpIn(endpoint, reference, known)));
    },
    imageConfig: (repository, digest) => at(repository, (place) => configOf(place, digest)),
    manifest: (repository, digest) => within(repository, (place) => rawManifest(place, digest)),
    blob: (repository, digest, maxBytes) => within(repository, (place) => rawBlob(place, digest, maxBytes)),
    async config(repository, digest) {
      const config = await at(repository, (place) => configOf(place, digest));
      return config.kind === 'image' ? { labels: config.labels, diffIds: config.layers.map(({ diffId }) => diffId) } : undefined;
    },
    listTags: (repository) => tagLists(repositoryUrl(repository), () => at(repository, listTagsAt)),
    referrers: (repository, digest, type) =>
      referrerLists(`${repositoryUrl(repository)} ${digest} ${type ?? ''}`, () =>
        at(repository, (place) => referrersAt(place, digest, type)),
      ),
  };
}

function isUnknown(answer: unknown): answer is Unknown {
  return typeof answer === 'object' && answer !== null && 'kind' in answer && answer.kind === 'unknown';
}

/** Whoever asks the same at the same time, or later, gets the same answer. */
function createOnce<T>(): (key: string, ask: () => Promise<T>) => Promise<T> {
  const answers = new Map<string, Promise<T>>();
  return (key, ask) => {
    const answer = answers.get(key) ?? ask();
    answers.set(key, answer);
    return answer;
  };
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
