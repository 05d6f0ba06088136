import { error, type Problem } from '@image-factory/core/problem';
import type { KubernetesObject } from '../infrastructure/index.ts';
import { addToIndex, emptyIndex, indexImage, isKind, type ObjectOf } from './object-index.ts';
import type { ImageObjects } from './plan.ts';
import { checkNames, type SeenNames } from './rules-names.ts';
import { callsOf, referencesOf, unmetCalls, unmetReferences, type Calls, type References } from './rules-references.ts';
import { checkStage } from './rules-stage.ts';
import { checkTask } from './rules-steps.ts';
import { checkWarehouse } from './rules-warehouse.ts';

/** Takes the objects of one file after the other; what they refer to in each other is known when all are there. */
export interface ManifestCheck {
  add(objects: readonly KubernetesObject[]): void;
  /** What is wrong with everything that was added. */
  problems(): Problem[];
}

type Elsewhere = (warehouse: string) => ImageObjects | undefined;

/**
 * What Kargo's admission lets through although it can never work, or works otherwise than it reads: misspelled keys in
 * subscriptions, names of things that are not there, soak times that nobody counts, requests that are given up within a
 * second.
 *
 * @param elsewhere - the objects of an image, by the name of its Warehouse, that are there and need no check any more
 */
export function manifestCheck(elsewhere: Elsewhere = () => undefined): ManifestCheck {
  const index = emptyIndex();
  const seen: SeenNames = new Map();
  const found: Problem[] = [];
  const open: { readonly object: string; readonly to: References }[] = [];
  const calls = new Map<string, { readonly calls: Calls; readonly objects: string[] }>();
  return {
    add(objects) {
      for (const object of objects) {
        found.push(...checkNames(object, seen), ...checkAlone(object).map((complaint) => invalid(titleOf(object), complaint)));
        addToIndex(index, object);
        if (!isKind(object, 'Stage')) continue;
        // What is there already is there to stay: of most Stages nothing needs to be kept.
        const to = referencesOf(object.spec);
        if (unmetReferences(to, index).length > 0) open.push({ object: titleOf(object), to });
        keepCalls(calls, object);
      }
    },
    problems() {
      const missing = open.flatMap(({ to }) => to.requests.map(({ origin }) => origin.name)).filter((name) => !index.warehouses.has(name));
      for (const objects of [...new Set(missing)].map(elsewhere)) if (objects !== undefined) indexImage(index, objects);
      return [
        ...found,
        ...open.flatMap(({ object, to }) => unmetReferences(to, index).map((complaint) => invalid(object, complaint))),
        ...[...calls.values()].flatMap(({ calls: called, objects }) => {
          const complaints = unmetCalls(called, index);
          return complaints.length === 0
            ? []
            : objects.flatMap((object) => complaints.map((complaint) => invalid(`Stage ${object}`, complaint)));
        }),
      ];
    },
  };
}

function keepCalls(calls: Map<string, { readonly calls: Calls; readonly objects: string[] }>, { metadata, spec }: ObjectOf<'Stage'>): void {
  const called = callsOf(spec);
  const key = JSON.stringify(called);
  const same = calls.get(key);
  if (same === undefined) calls.set(key, { calls: called, objects: [metadata.name] });
  else same.objects.push(metadata.name);
}

function titleOf({ kind, metadata }: KubernetesObject): string {
  return `${kind} ${metadata.name}`;
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
