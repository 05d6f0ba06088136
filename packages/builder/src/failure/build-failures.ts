import { show } from '@image-factory/core/text';
import type { KnownFailure } from './known-failure.ts';
import { pullFailures, pushFailures } from './registry-failures.ts';
import type { Failure } from './read-failure.ts';

/** What a machine lacks. */
const machineFailures: readonly KnownFailure[] = [
  {
    code: 'build/cancelled',
    error: /^(?:Canceled: )?context canceled/,
    say: () => ({ message: 'The build was cancelled.' }),
  },
  {
    code: 'build/no-space',
    anywhere: /no space left on device|disk quota exceeded/i,
    say: (_, failure) => ({
      message: `There is no space left on the disk of the builder${inStep(failure)}.`,
      hint: 'Free some (`docker buildx prune`), build fewer platforms at once, or use a larger runner.',
    }),
  },
  {
    code: 'build/no-emulator',
    anywhere: /exec format error/,
    say: (_, failure) => ({
      message: `The builder can not run programs of ${platformsOf(failure)}.`,
      hint: 'Set up emulation before the build (`docker/setup-qemu-action`), or build each platform on a runner of its own. A stage that only compiles can run on the platform of the builder: `FROM --platform=$BUILDPLATFORM`.',
    }),
  },
];

/** What buildx says before anything is built. */
const builderFailures: readonly KnownFailure[] = [
  {
    code: 'build/not-allowed',
    error: /^additional privileges requested/,
    say: (_, { asked }) => ({
      message: `The build asks for more than it is allowed${asked.length === 0 ? '' : `: ${asked.map((each) => show(each, 200)).join(', ')}`}.`,
      hint: 'Contexts and files of secrets are allowed as they are named; links that lead elsewhere are not, and neither is what is not there.',
    }),
  },
  {
    code: 'build/not-allowed',
    error: /(network\.host|security\.insecure|device) is not allowed/,
    say: (found) => ({
      message: `The Dockerfile asks for ${show(found(1))}, which a build of the factory does not get.`,
      hint: 'Take `--network=host` or `--security=insecure` out of its `RUN`.',
    }),
  },
  {
    code: 'build/no-builder',
    error:
      /^(?:no builder ".*" found|context deadline exceeded|failed to connect to the docker API|Cannot connect to the Docker daemon|failed to find driver|error during connect|no valid drivers found|listing workers|failed to list workers)/i,
    say: (_, { message }) => ({
      message: `The builder can not be reached: ${message.split('\n', 1)[0]?.slice(0, 300) ?? ''}.`,
      hint: 'Set one up before the build, with `docker/setup-buildx-action`; `docker buildx ls` shows what there is.',
    }),
  },
  {
    code: 'build/no-builder',
    error: /^(.{1,100}) is not supported for the (\S+) driver\./,
    say: (found) => ({
      message: `The builder can not do what the build asks for: ${found(1)} is not supported by the ${show(found(2))} driver.`,
      hint: 'Set up another builder before the build, with `docker/setup-buildx-action`.',
    }),
  },
  {
    code: 'build/builder-too-old',
    error: /^unknown (?:shorthand )?flag: (\S+)|exporter "([^"]*)" could not be found/,
    say: (found) => ({
      message: `The builder does not know ${show(found(1) || found(2))}.`,
      hint: 'Set up a newer buildx and BuildKit, with `docker/setup-buildx-action`.',
    }),
  },
];

/** What is wrong with a Dockerfile, or missing beside it. */
const sourceFailures: readonly KnownFailure[] = [
  {
    code: 'build/dockerfile',
    error: /dockerfile parse error on line \d+: (.*)$/s,
    say: (found) => ({ message: `The Dockerfile can not be read: ${sentence(found(1))}` }),
  },
  {
    code: 'build/dockerfile',
    error:
      /^((?:file with no instructions|no build stage in current context|base name .* should not be blank|failed to parse stage name|failed to process "|failed to parse platform|circular dependency|invalid reference format|invalid from flag value).*)$/s,
    say: (found) => ({ message: `The Dockerfile can not be read: ${sentence(found(1))}` }),
  },
  {
    code: 'build/no-stage',
    error: /target stage "([^"]*)" could not be found/,
    say: (found) => ({
      message: `The Dockerfile has no stage ${show(found(1))}.`,
      hint: 'Look at `target`, and at the names behind `AS`.',
    }),
  },
  {
    code: 'build/file-missing',
    error: /failed to read dockerfile: open ([^:]*): no such file/,
    say: (found) => ({
      message: `The build context has no ${show(found(1), 200)}.`,
      hint: 'The path of a Dockerfile begins at the context.',
    }),
  },
  {
    code: 'build/file-missing',
    error: /unable to prepare context: path "([^"]*)" not found/,
    say: (found) => ({ message: `There is no folder ${show(found(1), 200)} to build in.` }),
  },
  {
    code: 'build/file-missing',
    error: /failed to calculate checksum of ref \S+: "([^"]*)": not found/,
    say: (found) => ({
      message: `There is no ${show(found(1), 200)} to copy.`,
      hint: 'Look at the spelling, at the context, and at .dockerignore.',
    }),
  },
  {
    code: 'build/secret-missing',
    error: /secret ([^\s:]+): not found/,
    say: (found) => ({
      message: `The Dockerfile needs the secret ${show(found(1))}, and the build was not given it.`,
      hint: `Hand it to the build under the id ${show(found(1))}.`,
    }),
  },
  {
    code: 'build/secret-missing',
    error: /failed to stat ([^:]*): stat/,
    say: (found) => ({ message: `There is no file ${show(found(1), 200)} to take a secret from.` }),
  },
  {
    code: 'build/secret-missing',
    error: /unset ssh forward key (\S+)|invalid empty ssh agent socket/,
    say: (found) => ({
      message: `The build needs the SSH key ${show(found(1) || 'default')}, and was not given it.`,
      hint: 'Start an agent with the key before the build, so that SSH_AUTH_SOCK is set, and hand it to the build.',
    }),
  },
  {
    code: 'build/source',
    error: /failed to fetch remote (\S+):|repository does not contain ref (\S+?),/,
    say: (found, { message }) => ({
      message: `The source can not be fetched${found(1) === '' ? `: there is no ${show(found(2))}` : ` from ${show(found(1), 200)}`}.`,
      hint: message.split('\n').find((line) => line.startsWith('fatal: ')) ?? 'Look at the address and the ref.',
    }),
  },
];

const stepFailures: readonly KnownFailure[] = [
  {
    code: 'build/step-failed',
    error: /invalid response status (\d+)/,
    say: (found, { steps }) => ({ message: `${show(steps[0]?.name ?? 'ADD', 120)} failed: the server answered ${found(1)}.` }),
  },
  {
    code: 'build/step-failed',
    error: /^process "(.*)" did not complete successfully: exit code: (\d+)/s,
    say: (found, failure) => ({
      message: `${show(failure.steps[0]?.name ?? found(1), 120)} ended with exit code ${found(2)}${onPlatform(failure)}.${saidBy(failure)}`,
      ...(found(2) === '137' ? { hint: 'Exit code 137 mostly means that the machine ran out of memory.' } : {}),
    }),
  },
];

/** In the order in which they are tried: the first that fits says what happened. */
export const knownFailures: readonly KnownFailure[] = [
  ...machineFailures,
  ...pushFailures,
  ...builderFailures,
  ...sourceFailures,
  ...pullFailures,
  ...stepFailures,
  {
    code: 'build/failed',
    error: /^(.*)$/s,
    say: (found, failure) => ({
      message: found(1) === '' ? 'The build failed and did not say why.' : `The build failed: ${sentence(found(1))}${saidBy(failure)}`,
    }),
  },
];

const mostLines = 10;
const longestLine = 300;

/** The last that the failed step said, a line each. */
function saidBy({ steps }: Failure): string {
  const said = steps[0]?.said.filter((line) => line.trim() !== '') ?? [];
  return said.length === 0 ? '' : ['', ...said.slice(-mostLines).map((line) => line.slice(0, longestLine))].join('\n');
}

function inStep({ steps }: Failure): string {
  const [step] = steps;
  return step === undefined ? '' : `: ${show(step.name, 120)} could not go on`;
}

function onPlatform(failure: Failure): string {
  const platforms = platformList(failure);
  return platforms === '' ? '' : ` on ${platforms}`;
}

function platformsOf(failure: Failure): string {
  return platformList(failure) || 'the platform that is built';
}

function platformList({ steps, platforms }: Failure): string {
  const failed = steps.flatMap(({ platform }) => platform ?? []);
  return [...new Set(failed.length === 0 && platforms.length === 1 ? platforms : failed)].toSorted().join(' and ');
}

function sentence(text: string): string {
  const flat = text.replaceAll(/\s+/g, ' ').trim().slice(0, 600);
  return /[.!?)]$/.test(flat) ? flat : `${flat}.`;
}
