import { error, rangeInLine, warning } from '@image-factory/core/problem';
import { z } from 'zod';
import { Flag, readInputs, runAction, Secret, UserError, type ActionResult, type Kit } from '../index.ts';

// An action as its main.ts would be; the variable STORY says what happens in it.

const Inputs = z.strictObject({ githubToken: Secret, dryRun: Flag.default(false) });

interface Outputs {
  readonly changed: boolean;
  readonly images: readonly string[];
  readonly note: string;
}

const nothing: Outputs = { changed: false, images: [], note: '' };
const result: ActionResult<Outputs> = { outputs: { changed: true, images: ['app'], note: 'a\nimages=["evil"]' }, summary: '## Done' };
const source = { file: 'image-factory/images.yaml', range: rangeInLine(3, 5, 9) };

const stories: Readonly<Record<string, (kit: Kit) => Promise<ActionResult<Outputs>>>> = {
  async works({ env, log, report }) {
    const inputs = readInputs(Inputs, env, { report });
    await log.phase('Work', async () => log.info(`with ${String(inputs.githubToken)}`));
    return result;
  },
  async warns() {
    return { ...result, problems: [warning('dockerfile/missing', 'There is no Dockerfile.', { source })] };
  },
  async finds() {
    return { outputs: result.outputs, problems: Array.from({ length: 12 }, (_, index) => error('enrollment/unknown-key', `Unknown key ${index}.`, { source })) };
  },
  async strict() {
    return { ...result, failed: true };
  },
  async refuses({ report }) {
    report(warning('yaml/syntax', 'Noted before.'));
    throw new UserError('Refusing to work on a fork.\n::set-env name=A::b', { hint: 'Use `check` for forks.' });
  },
  async edgeRefuses() {
    throw Object.assign(new Error('state/a.yaml can not be written: the disk is full.'), { hint: 'Make room on the disk.' });
  },
  async breaks() {
    throw new TypeError('x is not a function\n##[add-path]/evil', { cause: new Error('deep down') });
  },
  async strays({ log }) {
    queueMicrotask(() => {
      throw new Error('nobody waits\n::add-mask::x');
    });
    return log.phase('Wait', () => new Promise(() => setTimeout(() => {}, 50)));
  },
  starves: () => new Promise(() => {}),
  async cancelled({ signal }) {
    setTimeout(() => process.kill(process.pid, 'SIGTERM'), 10);
    await new Promise((_, reject) => {
      const alive = setTimeout(() => {}, 60_000);
      signal.addEventListener('abort', () => (clearTimeout(alive), reject(new Error('aborted'))));
    });
    return result;
  },
  killed() {
    process.kill(process.pid, 'SIGKILL');
    return new Promise(() => {});
  },
};

await runAction({
  name: 'demo',
  outputs: nothing,
  main: async (kit) => {
    const story = stories[kit.env['STORY'] ?? ''];
    if (story === undefined) throw new Error('no such story');
    return story(kit);
  },
});
