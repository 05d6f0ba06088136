export { planAttestations, planStatements, provenanceFor, type Attestation } from './attestations.ts';
export { builtFromEvidence } from './built-from-evidence.ts';
export { readImageConfig, type ImageConfig } from './image-config.ts';
export type { EvidenceInput, PublishedPlatform } from './input.ts';
export type { Material } from './material.ts';
export { maxStatementBytes, readProvenance, type Provenance } from './provenance.ts';
export { keepBest, needsBetter, type Known } from './quality.ts';
export { resolveFrom, type Resolve } from './resolve.ts';
export { digestsToResolve, layersToRead } from './to-fetch.ts';
