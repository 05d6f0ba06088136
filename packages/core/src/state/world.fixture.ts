import { analyzeDockerfile } from '../dockerfile/index.ts';
import { readEnrollment, type Enrollment, type ImageName } from '../enrollment/index.ts';
import type { Problem } from '../problem/index.ts';
import type { Discovery } from './discovery.ts';
import { planState, type StatePlan, type StatePlanInput } from './plan.ts';
import { readState, type StateSnapshot } from './read.ts';
import { canBeShared, isInShard } from './shard.ts';

/** A factory in memory: state files as text, so that every run reads what the one before wrote. */
export class World {
  readonly files = new Map<string, string>();
  dockerfiles: Record<string, string> = {};
  images = '[]';
  day = 1;

  enrollment(): Enrollment {
    return readEnrollment([{ path: 'image-factory/images.yaml', text: this.images }]).value;
  }

  run(extra: Pick<StatePlanInput, 'shard' | 'published'> = {}): { plan: StatePlan; problems: readonly Problem[] } {
    const enrollment = this.enrollment();
    const { snapshot } = readState(
      [...this.files].map(([path, text]) => ({ path, text })),
      'state',
    );
    const { value, problems } = planState({ enrollment, before: snapshot, ...this.inputs(enrollment, snapshot, extra), now: this.now() });
    for (const file of value.files) {
      if (file.kind === 'write') this.files.set(file.path, file.text);
      else this.files.delete(file.path);
    }
    return { plan: value, problems };
  }

  /** Changes a field of a state file the way another writer would. */
  edit(path: string, from: string | RegExp, to: string): void {
    const text = this.files.get(path);
    if (text === undefined) throw new Error(`no state file ${path}: ${[...this.files.keys()].join(', ')}`);
    const next = text.replace(from, to);
    if (next === text) throw new Error(`${String(from)} is not in ${path}:\n${text}`);
    this.files.set(path, next);
  }

  text(path: string): string {
    const text = this.files.get(path);
    if (text === undefined) throw new Error(`no state file ${path}: ${[...this.files.keys()].join(', ')}`);
    return text;
  }

  paths(): string[] {
    return [...this.files.keys()].toSorted();
  }

  now(): Date {
    return new Date(Date.UTC(2026, 0, this.day, 10));
  }

  /** As the use case does it: a shard looks at its own images. */
  private inputs(enrollment: Enrollment, before: StateSnapshot, { shard, ...extra }: Pick<StatePlanInput, 'shard' | 'published'>) {
    const discoveries = this.discover(enrollment);
    if (shard === undefined || !canBeShared(before)) return { discoveries, ...extra };
    return { discoveries: new Map([...discoveries].filter(([name]) => isInShard(name, shard))), shard, ...extra };
  }

  private discover(enrollment: Enrollment): Map<ImageName, Discovery> {
    const discoveries = new Map<ImageName, Discovery>();
    for (const image of enrollment.images.values()) {
      if (image.kind !== 'managed' || !image.enabled) continue;
      const text = this.dockerfiles[image.source.dockerfile];
      if (text === undefined) {
        discoveries.set(image.name, { kind: 'failed', code: 'dockerfile/missing', message: 'There is no such file.' });
        continue;
      }
      const { value } = analyzeDockerfile(text, { file: image.source.dockerfile });
      discoveries.set(
        image.name,
        value.refused ? { kind: 'failed', code: 'dockerfile/invalid', message: 'Refused.', line: 1 } : { kind: 'success', images: value.images, unknown: value.unknown, key: `key-${text.length}` },
      );
    }
    return discoveries;
  }
}

/** An entry of images.yaml that is built here. */
export function managed(name: string, extra = ''): string {
  return [
    `- name: ${name}`,
    '  registry: ghcr.io',
    `  repository: acme/${name}`,
    '  source:',
    '    provider: github',
    '    branch: main',
    `    dockerfile: ${name}/Dockerfile`,
    ...(extra === '' ? [] : [extra]),
    '',
  ].join('\n');
}

/** An entry of images.yaml that is only watched. */
export function external(name: string, repository: string, allowTags: string): string {
  return [`- name: ${name}`, '  registry: docker.io', `  repository: ${repository}`, `  allowTags: ${allowTags}`, '  imageSelectionStrategy: Lexical', ''].join('\n');
}
