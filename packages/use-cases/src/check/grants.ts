import type { Enrollment, EnrolledImage, FactoryConfig, ManagedImage } from '@image-factory/core/enrollment';
import type { Grant } from './report.ts';

/** What a right is about: it was there before when the base has the same kind for the same subject with the same text. */
interface Right extends Omit<Grant, 'before'> {
  /** Rights with the same one replace each other; others stand side by side. */
  readonly slot: string;
}

/**
 * Who would gain the right to start what, and where: repositories that images are built from, workflows, places that
 * are published to or written, and the people and owners that factory.yaml lists. What goes away grants nothing.
 */
export function findGrants(base: Rights, head: Rights): Grant[] {
  const before = new Map(rightsOf(base).map((right) => [right.slot, right.text]));
  return rightsOf(head).flatMap(({ slot, ...right }): Grant[] => {
    const was = before.get(slot);
    if (was === right.text) return [];
    return [was === undefined ? right : { ...right, before: was }];
  });
}

/** Where rights are written down. */
export interface Rights {
  readonly enrollment: Enrollment | undefined;
  readonly config: FactoryConfig | undefined;
  /** The path of factory.yaml. */
  readonly file: string;
}

function rightsOf({ enrollment, config, file }: Rights): Right[] {
  const images = [...(enrollment?.images.values() ?? [])].filter((image): image is ManagedImage => isManaged(image) && image.enabled);
  return [...images.flatMap(rightsOfImage), ...(config === undefined ? [] : rightsOfFactory(config, file))];
}

function rightsOfImage(image: ManagedImage): Right[] {
  const { name, source, registry, repository, updates, at } = image;
  const place = { image: name, file: at.file, ...(at.range === undefined ? {} : { line: at.range.start.line }) };
  const repo = source.repo === undefined ? 'this repository' : `\`${source.host}/${source.repo}\``;
  const right = (kind: Right['kind'], text: string, slot = ''): Right => ({ kind, ...place, text, slot: `${name} ${kind} ${slot}` });
  return [
    right('source', `is built from ${repo}, branch \`${source.branch}\``),
    ...(source.workflow === undefined ? [] : [right('workflow', `starts the workflow \`${source.workflow}\` in ${repo}`)]),
    ...(source.pipeline === undefined
      ? []
      : [
          right(
            'workflow',
            `starts the pipeline \`${source.pipeline}\`${source.job === undefined ? '' : `, job \`${source.job}\`,`} in ${repo}`,
          ),
        ]),
    right('publish', `is published as \`${registry}/${repository}\``),
    ...updates.map(({ repo: target, path, branch, key }) => {
      const where = `\`${path}\`${key === undefined ? '' : ` (\`${key}\`)`} in \`${target}\`${branch === undefined ? '' : `, branch \`${branch}\``}`;
      return right('update', `updates ${where}`, where);
    }),
  ];
}

function rightsOfFactory({ repository, host, rebuild, allow, registries, kargo }: FactoryConfig, file: string): Right[] {
  const right = (kind: Right['kind'], text: string, slot: string): Right => ({ kind, file, text, slot: `${kind} ${slot}` });
  return [
    ...(repository === undefined ? [] : [right('dispatch', `events of the cluster go to \`${host}/${repository}\``, 'repository')]),
    right(
      'dispatch',
      kargo.rebuild === 'direct' ? 'Kargo itself starts the workflows of source repositories' : 'the factory starts rebuilds',
      'mode',
    ),
    ...rebuild.emergency.map((who) => right('emergency', `\`${who}\` may start emergency rebuilds`, who)),
    ...allow.owners.map((owner) => right('owner', `images may be built from repositories of \`${owner}\``, owner)),
    ...allow.hosts.map((name) => right('host', `images may be built from repositories on \`${name}\``, name)),
    ...Object.entries(registries).flatMap(([registry, { realms = [], mirror }]) => [
      ...realms.map((realm) => right('credentials', `\`${realm}\` may ask for the credentials of \`${registry}\``, `${registry} ${realm}`)),
      ...(mirror === undefined
        ? []
        : [right('credentials', `images of \`${registry}\` are read from \`${mirror}\``, `mirror ${registry}`)]),
    ]),
  ];
}

function isManaged(image: EnrolledImage): image is ManagedImage {
  return image.kind === 'managed';
}
