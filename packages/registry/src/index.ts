export type { Credential } from './auth/docker-config.ts';
export { openKeychain, type Keychain, type KeychainOptions } from './auth/keychain.ts';
export type { GateLimits } from './net/host-gate.ts';
export type { Log } from './net/logged.ts';
export type { Pace } from './net/pace.ts';
export type { TransportOptions } from './net/transport.ts';
export { openPushRegistries, openRegistries, type OpenRegistriesOptions } from './open-registries.ts';
export { createPushRegistry } from './push-registry.ts';
export type { RegistryOptions } from './reach.ts';
export { createRegistry } from './registry.ts';
export type {
  ImageConfig,
  Known,
  Layer,
  ManifestBytes,
  ManifestToPut,
  MovedTag,
  Present,
  PushRegistry,
  Put,
  Referrer,
  ReferrerList,
  Registry,
  RegistryEntry,
  RegistryTable,
  Tagged,
  TagList,
} from './types.ts';
