import type { RepoPath } from '@image-factory/core/enrollment';
import type { FactoryModel } from '@image-factory/core/graph';
import { buildEntity, catalogEntities, type PlannedEntity } from '../catalog/index.ts';
import { openings, piecesOf, type BuildPiece, type PieceMaker, type PieceText, type SynthesizedFile } from './file.ts';
import { shardPath, type ShardFinder } from './shard.ts';

/**
 * The Backstage catalog, one entity after the other; of a large factory in several files, an image in that of the same number
 * as its manifests. The first is there even when it holds nothing.
 *
 * @param shardOf - undefined for one file
 */
export function* catalogFiles(model: FactoryModel, maker: PieceMaker, shardOf: ShardFinder | undefined): Generator<SynthesizedFile> {
  const { catalog } = model.config.layout;
  const shards = Map.groupBy(catalogEntities(model), ({ image }) => shardOf?.(image) ?? 0);
  for (const shard of [...new Set([0, ...shards.keys()])].toSorted((a, b) => a - b)) {
    yield catalogFile(model, maker, shardPath(catalog, shard), shards.get(shard) ?? []);
  }
}

function catalogFile({ config }: FactoryModel, maker: PieceMaker, path: RepoPath, entities: readonly PlannedEntity[]): SynthesizedFile {
  const buildOf =
    ({ entity }: PlannedEntity): BuildPiece =>
    (scope) =>
      buildEntity(scope, entity(), config.backstage);
  const builds = entities.map(buildOf);
  const settings = JSON.stringify(config);

  function* patched(held: string, unchanged: ReadonlySet<number>): Generator<PieceText> {
    const bodies = bodiesIn(held);
    for (const [index, entity] of entities.entries()) {
      const place = index === 0 ? 'first' : 'next';
      const body = unchanged.has(groupOf(entity.name)) ? bodies.get(entity.name) : undefined;
      if (body === undefined) yield maker.make(path, place, buildOf(entity));
      else yield { text: `${openings[place]}\n${body}`, objects: [{ kind: 'ConfigMap' }] };
    }
  }

  return {
    path,
    *inputs() {
      yield settings;
      for (const { inputs } of entities) yield inputs();
    },
    // A catalog without an entity still says what it is.
    pieces: piecesOf(path, builds.length === 0 ? [() => []] : builds, maker),
    ...(entities.length === 0 ? {} : { groups: { inputs: () => inputsOfGroups(settings, entities), pieces: patched } }),
    keep: () => {},
    uses: () => [],
    hasProblems: () => false,
  };
}

// Few enough to be written down, and many enough that little is made when one entity changes.
const groups = 8;

/** The group of a ConfigMap: a matter of its name alone. */
function groupOf(name: string): number {
  let sum = 0;
  for (let at = 0; at < name.length; at += 1) sum = (sum * 31 + name.charCodeAt(at)) % 1_000_003;
  return sum % groups;
}

function inputsOfGroups(settings: string, entities: readonly PlannedEntity[]): Iterable<string>[] {
  const byGroup = Array.from({ length: groups }, (): PlannedEntity[] => []);
  for (const entity of entities) byGroup[groupOf(entity.name)]?.push(entity);
  return byGroup.map((members) => inputsOf(settings, members));
}

function* inputsOf(settings: string, members: readonly PlannedEntity[]): Generator<string> {
  yield settings;
  for (const { inputs } of members) yield inputs();
}

const separator = `\n${openings.next}\n`;
const name = /^apiVersion: v1\nkind: ConfigMap\nmetadata:\n {2}name: ([a-z0-9.-]+)\n/;

/** The documents of a catalog of ours, by the names of their ConfigMaps; each ends with its line end. */
function bodiesIn(held: string): ReadonlyMap<string, string> {
  const bodies = new Map<string, string>();
  let start = openings.first.length + 1;
  while (start < held.length) {
    const next = held.indexOf(separator, start);
    const end = next < 0 ? held.length : next + 1;
    const [, found] = name.exec(held.slice(start, start + 400)) ?? [];
    if (found !== undefined) bodies.set(found, held.slice(start, end));
    start = next < 0 ? held.length : next + separator.length;
  }
  return bodies;
}
