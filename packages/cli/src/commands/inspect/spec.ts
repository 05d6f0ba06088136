import type { CommandSpec } from '../../command-line/spec.ts';

const group = 'What is built';

export const inspectSpec = {
  name: 'inspect',
  summary: 'Tell what the builds of Dockerfiles pull, enrolled or not.',
  description: [
    'Reads Dockerfiles the way BuildKit does and tells, stage by stage, which images a build pulls, why, and from which line. Says what could be better, too: tags that say nothing, one image in two versions, arguments without a default, stages that nobody needs. Nothing is built, asked of a registry or written.',
    'In a folder it finds Dockerfile, Containerfile, Dockerfile.NAME and NAME.Dockerfile, in folders below as well; links are not followed, and node_modules and the like are passed over.',
    'With --batch it answers questions of other programs. Each line of standard input is a JSON object {"text", "target", "platform", "platforms", "buildPlatform", "buildArgs", "contexts", "onBuild"}, all but `text` optional; onBuild is {reference: [instructions]}. For each line there is one line on standard output, in the same order: {"ok": true, "pulls": [references], "platforms": {reference: [platforms]}, "frontend": reference or null}, or {"ok": false, "error", "frontend"} where BuildKit would refuse the build and where the line is no question. An ARG without a value is empty there, as it is for BuildKit. The exit code is 0 when all lines were answered, whatever the answers are.',
  ],
  arguments: [
    { name: 'path', many: true, description: 'Dockerfiles, folders that hold some, or - for standard input. Default: where you are.' },
  ],
  options: {
    target: { type: 'text', value: 'STAGE', group, description: 'Stage to build. Default: the last.' },
    platform: {
      type: 'list',
      value: 'PLATFORM',
      group,
      description: 'What to build for, such as linux/arm64. May be given several times. Default: where the build runs.',
    },
    'build-platform': { type: 'text', value: 'PLATFORM', group, description: 'Where the build runs: BUILDPLATFORM. Default: linux/amd64.' },
    'build-arg': { type: 'list', value: 'NAME=VALUE', group, description: 'Build argument. May be given several times.' },
    'build-context': {
      type: 'list',
      value: 'NAME=VALUE',
      group,
      description: 'Named context, such as base=docker-image://node:22. May be given several times.',
    },
    batch: { type: 'flag', description: 'Answer questions, a line of JSON each, from standard input.' },
    strict: { type: 'flag', description: 'Exit with 1 on warnings too.' },
  },
  reads: [{ path: 'Dockerfiles', about: 'those that are named, and those in folders that are named' }],
  writes: [],
  examples: [
    { line: 'image-factory inspect', about: 'All Dockerfiles from here on downwards.' },
    {
      line: 'image-factory inspect apps/web/Dockerfile \\\n  --target production --platform linux/arm64 \\\n  --build-arg NODE_VERSION=22',
      about: 'One Dockerfile, as it is built.',
    },
    { line: 'image-factory inspect - --json < Dockerfile', about: 'From standard input, for programs.' },
    { line: 'image-factory inspect --batch < questions.ndjson', about: 'Many builds, an answer a line.' },
  ],
  output: 'answer',
} as const satisfies CommandSpec;
