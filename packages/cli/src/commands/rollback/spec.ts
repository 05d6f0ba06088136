import type { CommandSpec } from '../../command-line/spec.ts';
import { dryRunOption, exitOptions } from '../shared-options.ts';
import { touched } from '../touched.ts';

export const rollbackSpec = {
  name: 'rollback',
  summary: 'Go back to an image that was published before, and hold it there.',
  description: [
    'Moves the tags of an image that move (`latest`, `{{major}}.{{minor}}`, the published tag) to a build that the registry still has, and gives its entry in images.yaml a `hold`, so that nothing moves them forward again. The build is named by its version, its rebuild key (or the first 12 digits), a tag of its own, or its digest; what is ambiguous is refused, and so is a build of which the registry lacks a part.',
    'First the hold and the state are committed and pushed, as one commit; a rebuild that is asked for and that nobody has begun with is withdrawn by it. Then the tags are moved, the published tag last, and each is read back. Whoever is stopped in between runs the same command again: it goes on from there, and does nothing twice.',
    'To go forward again, take the hold out of images.yaml and ask for a rebuild: `image-factory dispatch NAME --reason …`.',
    'It works on the branch of `origin` that is checked out, with the token in GITHUB_TOKEN or GITLAB_TOKEN. Registries are written to with the credentials in IMAGE_FACTORY_PUSH_AUTH_CONFIG (a config.json as text), or else with those of `docker login`.',
  ],
  arguments: [{ name: 'NAME', description: 'The image.' }],
  options: {
    to: {
      type: 'text',
      value: 'BUILD',
      description: 'What to go back to: a version, a rebuild key, a tag that does not move, or a digest.',
    },
    reason: { type: 'text', value: 'TEXT', description: 'Why. It becomes the reason of the hold.' },
    until: {
      type: 'text',
      value: 'TIME',
      description: 'When the hold ends, such as 2026-12-01T00:00:00Z. Default: when somebody takes it away.',
    },
    tags: { type: 'list', value: 'TAG', description: 'Move only this tag; several with commas between, or by giving it several times.' },
    ...dryRunOption,
    ...exitOptions,
  },
  reads: [touched.images, touched.factory, touched.state],
  writes: [
    { path: 'image-factory/images.yaml', about: 'the hold; committed and pushed' },
    { path: 'image-factory/state/', about: 'what is published from now on; in the same commit' },
    { path: 'the registry', about: 'tags, and nothing else' },
  ],
  examples: [
    { line: 'image-factory rollback web --to 1.4.2 --reason "crashes" --dry-run', about: 'See which tags would go where.' },
    { line: 'image-factory rollback web --to 1.4.2 --reason "crashes"', about: 'Go back.' },
    {
      line: 'image-factory rollback web --to 0123456789ab --tags latest --reason "crashes"',
      about: 'One tag alone, to the build with this key.',
    },
  ],
  output: 'report',
} as const satisfies CommandSpec;
