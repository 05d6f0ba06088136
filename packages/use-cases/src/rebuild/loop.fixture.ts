import { parsePlatform } from '@image-factory/core/dockerfile';
import { parseRepoPath } from '@image-factory/core/enrollment';
import { readBaseObserved, type LookUp } from '@image-factory/core/observe';
import { baseKey, formatReference, identityOf, parseDigest, parseReference, type Digest } from '@image-factory/core/reference';
import { mergeState, readState, renderState } from '@image-factory/core/state';
import { formatTime } from '@image-factory/core/text';
import { toYaml, type YamlMap, type YamlValue } from '@image-factory/core/yaml';
import { memoryLog } from '@image-factory/testkit';
import { observe, type ObserveReport } from '../observe/index.ts';
import { emptyObservation } from '../observe/observe.ts';
import { commitRun } from '../commit/index.ts';
import { withManifests } from '../with-manifests.ts';
import { pathOf, relayInputs, World } from '../relay/world.fixture.ts';
import type { Registries } from './ports.ts';
import { dispatch, type DispatchDeps, type DispatchInputs, type DispatchReport } from './dispatch.ts';

const amd64 = parsePlatform('linux/amd64');

/** A digest by the letters that its story calls it. */
export function digest(letters: string): Digest {
  const found = parseDigest(`sha256:${Buffer.from(letters).toString('hex').padEnd(64, '0').slice(0, 64)}`);
  if (found === undefined) throw new Error(letters);
  return found;
}

export interface LoopImage {
  readonly from: string;
  /** The letters of the base that it was built from. */
  readonly built?: string;
  readonly published?: string;
}

/** The whole loop in memory: branch, forge and registry, with one clock that the test moves. */
export class Loop extends World {
  /** What stands under a reference now; what is not here is not there. */
  readonly registry = new Map<string, string | LookUp>();
  /** How runs ended, by id; the others go on. */
  readonly ended = new Map<string, 'succeeded' | 'failed' | 'cancelled'>();
  /** What published images say that they were built from: letters of the image, to letters of its base. */
  readonly provenance = new Map<string, string>();
  /** The layers of an image, by its letters; a registry tells none of the others. */
  readonly layers = new Map<string, readonly string[]>();
  readonly asked: string[] = [];
  /** Where the forges were asked about runs. */
  readonly followedAt: string[] = [];

  constructor(images: Readonly<Record<string, LoopImage>>, config = '', extra = '    platforms: [linux/amd64]\n') {
    super(Object.keys(images), config, extra);
    for (const [name, image] of Object.entries(images)) this.put(pathOf(name), imageFile(name, image));
    const bases = new Set(Object.values(images).flatMap(({ from }) => (from.startsWith('ghcr.io/acme/') ? [] : [from])));
    for (const base of bases) this.put(`image-factory/state/base-images/${keyOf(base)}.yaml`, baseFile(base));
  }

  /** Somebody takes a file away. */
  async remove(path: string): Promise<void> {
    const [{ branch }, parsed] = [relayInputs(''), parseRepoPath(path)];
    const store = await this.deps('somebody').open(branch);
    const author = { name: 'Somebody', email: 'somebody@example.com' };
    if (parsed.ok) await store.commit(String(this.commits), { changes: [{ kind: 'remove', path: parsed.value }], message: 'gone', author });
  }

  publish(reference: string, letters: string): void {
    this.registry.set(nameOf(reference), letters);
  }

  state(name: string): YamlMap {
    const { snapshot } = readState([{ path: `images/${name}.yaml`, text: this.file(pathOf(name)) }], 'state');
    return snapshot.images.get(name) ?? new Map();
  }

  /** Asks the registries, as the sweep does first. @param event - the text of an event that says whom to ask about */
  async look(event?: string): Promise<ObserveReport> {
    const log = memoryLog();
    const { open, pace } = this.deps('observer');
    const read = event === undefined ? undefined : readBaseObserved(event);
    if (read?.ok === false) return emptyObservation([read.error]);
    const inputs = { dir: relayInputs('').dir, dryRun: false, ...(read === undefined ? {} : { event: read.value }) };
    let report = emptyObservation([]);
    await commitRun(relayInputs('observer'), { open, pace, log }, (target) =>
      withManifests(inputs, target, log, async (tree) => {
        report = await observe(inputs, { tree, history: target.history, log, clock: this, registries: async () => this.#registry() });
        return report;
      }),
    );
    return report;
  }

  async dispatch(by = 'one', more: Partial<DispatchInputs> = {}): Promise<DispatchReport> {
    return dispatch({ ...relayInputs(by), ...more }, this.dispatchDeps(by));
  }

  dispatchDeps(by: string): DispatchDeps {
    const deps = this.deps(by);
    return {
      ...deps,
      runs: {
        ...deps.runs,
        follow: async ({ provider, host, repo }, { id }) => {
          await this.turn(by, 'follow');
          this.followedAt.push(`${provider} ${host}/${repo}`);
          const outcome = this.ended.get(id);
          return outcome === undefined ? { kind: 'running' } : { kind: 'ended', outcome, at: this.now(), url: `https://forge.example/runs/${id}` };
        },
      },
      registries: async () => this.#registry(),
    };
  }

  #registry(): Registries {
    const statements = new Map<string, string>();
    return {
      lookUp: async (reference) => {
        const name = formatReference(reference);
        this.asked.push(name);
        const found = this.registry.get(name);
        if (found === undefined) return { kind: 'missing', why: 'the registry has no such tag' };
        if (typeof found !== 'string') return found;
        return { kind: 'found', digest: digest(found), platforms: new Map(amd64 === undefined ? [] : [[amd64, digest(found)]]) };
      },
      // An index and its only image have the same digest here.
      manifest: async (_, of) => {
        if (statements.has(of)) return { layers: [{ mediaType: 'application/vnd.in-toto+json', digest: of, size: 100, annotations: { 'in-toto.io/predicate-type': predicateType } }] };
        const [letters, built] = [...this.provenance].find(([one]) => digest(one) === of) ?? [];
        if (letters === undefined || built === undefined) return { manifests: [] };
        const attestation = digest(`about ${letters}`);
        statements.set(attestation, statementOf(of, built));
        const annotations = { 'vnd.docker.reference.type': 'attestation-manifest', 'vnd.docker.reference.digest': of };
        return {
          manifests: [
            { digest: of, platform: { os: 'linux', architecture: 'amd64' } },
            { digest: attestation, platform: { os: 'unknown', architecture: 'unknown' }, annotations },
          ],
        };
      },
      blob: async (_, of) => statements.get(of),
      config: async (_, of) => {
        const diffIds = [...this.layers].find(([letters]) => digest(letters) === of)?.[1];
        return diffIds === undefined ? undefined : { labels: new Map(), diffIds };
      },
    };
  }
}

const predicateType = 'https://slsa.dev/provenance/v1';

/** Provenance as BuildKit writes it. @param built - letters of the base, behind its name where that is not node:22 */
function statementOf(subject: string, built: string): string {
  const [letters = '', base = 'node@22'] = built.split(' of ');
  const hex = (of: string): string => of.slice('sha256:'.length);
  return JSON.stringify({
    _type: 'https://in-toto.io/Statement/v0.1',
    predicateType,
    subject: [{ name: 'pkg:docker/x', digest: { sha256: hex(subject) } }],
    predicate: { buildDefinition: { resolvedDependencies: [{ uri: `pkg:docker/${base}?platform=linux%2Famd64`, digest: { sha256: hex(digest(letters)) } }] } },
  });
}

function nameOf(reference: string): string {
  const parsed = parseReference(reference);
  if (!parsed.ok) throw new Error(reference);
  return formatReference(identityOf(parsed.value));
}

function keyOf(reference: string): string {
  const parsed = parseReference(reference);
  if (!parsed.ok) throw new Error(reference);
  const own = /^ghcr\.io\/acme\/([a-z0-9-]+):/.exec(reference)?.[1];
  return own ?? baseKey(identityOf(parsed.value));
}

const start = formatTime(new Date(Date.UTC(2025, 11, 1)));

function imageFile(name: string, { from, built, published }: LoopImage): string {
  const analyzed = mergeState(
    'managed',
    undefined,
    'analyze',
    fields({
      name,
      discoveryStatus: 'success',
      analysisKey: '2-0123456789abcdef',
      baseImages: [keyOf(from)],
      baseImageDetails: [{ ref: from, kind: 'final-base', line: 1, pinned: false }],
    }),
  );
  const state = mergeState(
    'managed',
    analyzed,
    'build',
    fields({
      ...(published === undefined ? {} : { currentDigest: digest(published), lastBuilt: start }),
      ...(built === undefined ? {} : { builtFrom: { [keyOf(from)]: { evidence: 'report', platforms: { 'linux/amd64': digest(built) } } } }),
    }),
  );
  return renderState({ shelf: 'images', stem: name }, state);
}

function baseFile(reference: string): string {
  const [repository = '', tag = ''] = reference.split(':');
  const state = mergeState(
    'base',
    undefined,
    'analyze',
    fields({
      name: keyOf(reference),
      fullImage: reference,
      registry: 'docker.io',
      repository: `library/${repository}`,
      tag,
      repoURL: `docker.io/library/${repository}`,
      allowTags: `^${tag}$`,
      imageSelectionStrategy: 'Lexical',
      firstDiscovered: start,
      dependentImages: [],
    }),
  );
  return renderState({ shelf: 'bases', stem: keyOf(reference) }, state);
}

function fields(of: Readonly<Record<string, unknown>>): ReadonlyMap<string, YamlValue> {
  return new Map(Object.entries(of).map(([key, value]) => [key, toYaml(value)]));
}
