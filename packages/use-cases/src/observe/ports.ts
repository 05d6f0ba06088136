import type { FactoryConfig } from '@image-factory/core/enrollment';
import type { Found, LookUp } from '@image-factory/core/observe';
import type { ImageReference } from '@image-factory/core/reference';

/** What is asked of registries. An answer that could not be had is an answer, not an exception. */
export interface RegistryPort {
  /**
   * What stands under a reference now, by platform.
   *
   * @param known - what stood there before: when the digest still does, these platforms are the answer
   */
  lookUp(reference: ImageReference, known?: Pick<Found, 'digest' | 'platforms'>): Promise<LookUp>;
}

/**
 * Opens what reaches the registries, as the operator's `registries` in factory.yaml say. A run that is made again because
 * others committed meanwhile opens them again: what was answered already need not be asked twice.
 */
export type OpenRegistries<Port = RegistryPort> = (table: FactoryConfig['registries']) => Promise<Port>;
