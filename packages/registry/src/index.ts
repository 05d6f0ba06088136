export type { Credential } from './auth/docker-config.ts';
export { openKeychain, type Keychain, type KeychainOptions } from './auth/keychain.ts';
export type { GateLimits } from './net/host-gate.ts';
export type { Log } from './net/logged.ts';
export type { Pace } from './net/pace.ts';
export type { TransportOptions } from './net/transport.ts';
export { openRegistries, type OpenRegistriesOptions } from './open-registries.ts';
export { createRegistry, type RegistryOptions } from './registry.ts';
export type { ImageConfig, Known, Layer, Referrer, ReferrerList, Registry, RegistryEntry, RegistryTable, TagList } from './types.ts';
