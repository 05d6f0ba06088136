import type { ConsumerUpdate, ManagedImage } from '@image-factory/core/enrollment';
import { error, warning, type Checked, type Problem } from '@image-factory/core/problem';
import type { StageProps } from './constructs.ts';
import { stageName } from './names.ts';
import type { Settings } from './settings.ts';
import { atOnce, stage } from './stages.ts';
import { publishesVersions } from './subscription.ts';
import { isPlainWord, literal, parseKargoLiteral } from './text.ts';
import { updateSteps, type UpdateTarget } from './update-steps.ts';
import type { WatchedImage } from './watched-image.ts';

/**
 * `update-{image}-{hash}`: brings a file in another repository up to date when a new version is published (R18). A
 * Stage for each file, so that one that fails blocks no other. The forge is that of the factory.
 */
export function updateStages(settings: Settings, image: ManagedImage, watched: WatchedImage): Checked<readonly StageProps[]> {
  const { author } = settings;
  if (author === undefined) return { value: [], problems: [] };
  const problems: Problem[] = [];
  const stages = new Map<string, StageProps>();
  for (const update of image.updates) {
    const { value: target, problems: found } = targetOf(settings, image, update);
    problems.push(...found);
    if (target === undefined) continue;
    const name = stageName.update(image.name, [update.repo, update.branch ?? '', update.path, update.type, update.key ?? ''].join('\n'));
    const steps = updateSteps({ image: image.name, repository: watched.repository, versioned: publishesVersions(image) }, target, author);
    const why = `writes new versions of ${image.name} into ${update.path} of ${update.repo}`;
    stages.set(name, stage(settings, { name, image: image.name, why, automatic: true, requestedFreight: [atOnce(watched)], steps }));
  }
  return { value: [...stages.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1)), problems };
}

function targetOf(
  settings: Settings,
  image: ManagedImage,
  { repo, branch, path, type, key }: ConsumerUpdate,
): Checked<UpdateTarget | undefined> {
  if (type === 'yaml-update' && key === undefined) return { value: undefined, problems: [withoutKey(image, path)] };
  const checkedKey = key === undefined ? undefined : parseKargoLiteral(key);
  const { provider, host } = settings.config;
  if (![repo, path, branch ?? '-', host].every(isPlainWord) || (key !== undefined && checkedKey === undefined))
    return { value: undefined, problems: [unsafeUpdate(image)] };
  const target: UpdateTarget = {
    repository: { provider, host, slug: repo },
    ...(branch === undefined ? {} : { branch: literal(branch) }),
    path: literal(path),
    type,
    ...(checkedKey === undefined ? {} : { key: checkedKey }),
  };
  return { value: target, problems: [] };
}

function withoutKey({ name }: ManagedImage, path: string): Problem {
  return warning('synth/missing-field', `The update of ${path} by ${name} does not say which key holds the image; it is left out.`, {
    image: name,
    hint: 'Add `key:` with the dotted path of the value, for example `image.tag`.',
  });
}

function unsafeUpdate({ name }: ManagedImage): Problem {
  return error('synth/invalid-manifest', `An update of ${name} holds characters that Kargo could take for an expression; it is left out.`, {
    image: name,
  });
}
