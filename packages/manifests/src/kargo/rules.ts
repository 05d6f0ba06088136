import { error, type Problem } from '@image-factory/core/problem';
import type { KubernetesObject } from '../infrastructure/index.ts';
import { addToIndex, emptyIndex, isKind } from './object-index.ts';
import { checkNames } from './rules-names.ts';
import { referencesOf, unmetReferences, type References } from './rules-references.ts';
import { checkStage } from './rules-stage.ts';
import { checkTask } from './rules-steps.ts';
import { checkWarehouse } from './rules-warehouse.ts';

/** Takes the objects of one file after the other; what they refer to in each other is known when all are there. */
export interface ManifestCheck {
  add(objects: readonly KubernetesObject[]): void;
  /** What is wrong with everything that was added. */
  problems(): Problem[];
}

/**
 * What Kargo's admission lets through although it can never work, or works otherwise than it reads: misspelled keys in
 * subscriptions, names of things that are not there, soak times that nobody counts, requests that are given up within a
 * second.
 */
export function manifestCheck(): ManifestCheck {
  const index = emptyIndex();
  const seen = new Set<string>();
  const found: Problem[] = [];
  const references: { readonly object: string; readonly to: References }[] = [];
  return {
    add(objects) {
      for (const object of objects) {
        const name = `${object.kind} ${object.metadata.name}`;
        found.push(...checkNames(object, seen), ...checkAlone(object).map((complaint) => invalid(name, complaint)));
        addToIndex(index, object);
        if (isKind(object, 'Stage')) references.push({ object: name, to: referencesOf(object.spec) });
      }
    },
    problems: () => [
      ...found,
      ...references.flatMap(({ object, to }) => unmetReferences(to, index).map((complaint) => invalid(object, complaint))),
    ],
  };
}

/** What is wrong with the objects, taken together; nothing for what the factory makes. */
export function checkManifests(objects: readonly KubernetesObject[]): Problem[] {
  const check = manifestCheck();
  check.add(objects);
  return check.problems();
}

function checkAlone(object: KubernetesObject): string[] {
  if (isKind(object, 'Warehouse')) return checkWarehouse(object);
  if (isKind(object, 'Stage')) return checkStage(object);
  if (isKind(object, 'PromotionTask')) return checkTask(object);
  if (!isKind(object, 'AnalysisTemplate')) return [];
  // Kubernetes makes a label of `<uid>.<metric>.<n>`: what is longer never starts.
  return object.spec.metrics.filter(({ name }) => name.length > 20).map(({ name }) => `the metric ${name} is longer than 20 characters`);
}

function invalid(object: string, complaint: string): Problem {
  return error('synth/invalid-manifest', `${object}: ${complaint}.`, { hint: 'This is a mistake of the generator; please report it.' });
}
