import { describe, expect, it } from 'vitest';
import { commands } from '../commands/index.ts';
import { parseCommandLine, type CommandLine } from './parse.ts';

const specs = commands.map(({ spec }) => spec);
const read = (...argv: string[]): CommandLine => parseCommandLine(argv, specs).line;

/** What people see of a refusal. */
function complaints(...argv: string[]): string[] {
  const line = read(...argv);
  return line.kind === 'refused' ? line.problems.map(({ message, hint }) => (hint === undefined ? message : `${message} ${hint}`)) : [`not refused: ${line.kind}`];
}

it.each([
  { story: 'nothing at all', argv: [], kind: 'help', of: undefined },
  { story: '--help', argv: ['--help'], kind: 'help', of: undefined },
  { story: 'help', argv: ['help'], kind: 'help', of: undefined },
  { story: 'help for a command', argv: ['help', 'synth'], kind: 'help', of: 'synth' },
  { story: 'a command with -h', argv: ['analyze', '-h'], kind: 'help', of: 'analyze' },
  { story: 'help wins over mistakes in options', argv: ['analyze', '--imge', '--help'], kind: 'help', of: 'analyze' },
  { story: '--version', argv: ['--version'], kind: 'version', of: undefined },
  { story: 'a command', argv: ['status'], kind: 'run', of: 'status' },
  { story: 'global options in front', argv: ['--json', '--root', 'somewhere', 'status'], kind: 'run', of: 'status' },
  { story: 'an argument', argv: ['explain', 'node:22'], kind: 'run', of: 'explain' },
  { story: 'an argument that looks like an option', argv: ['explain', '--', '--odd'], kind: 'run', of: 'explain' },
  { story: 'a value that looks like an option', argv: ['analyze', '--image=-odd'], kind: 'run', of: 'analyze' },
])('$story: $kind $of', ({ argv, kind, of }) => {
  const line = read(...argv);
  expect([line.kind, 'command' in line ? line.command?.name : undefined]).toEqual([kind, of]);
});

describe('what is refused, and how', () => {
  it.each([
    { argv: ['updat'], says: ['There is no command `updat`. Did you mean update?'] },
    {
      argv: ['frobnicate'],
      says: [
        'There is no command `frobnicate`. Commands are update, analyze, synth, observe, plan, dispatch, rollback, pin, check, init, enroll, migrate, graph, inspect, explain, status, fsck, cleanup.',
      ],
    },
    { argv: ['help', 'grap'], says: ['There is no command `grap`. Did you mean graph?'] },
    { argv: ['analyze', '--imge', 'shop'], says: ['`--imge` is not an option of analyze. Did you mean --image?'] },
    { argv: ['--imge', 'shop', 'analyze'], says: ['`--imge` is not an option. Did you mean --image?'] },
    { argv: ['--dry-run'], says: ['--dry-run needs a command: update, analyze, synth, observe, dispatch, rollback, pin, init, enroll, migrate, cleanup.'] },
    { argv: ['synth', '--tag', '1'], says: ['`--tag` is not an option of synth. It is an option of analyze.'] },
    { argv: ['synth', '--wat'], says: ['`--wat` is not an option of synth. `image-factory synth --help` lists the options.'] },
    { argv: ['synth', '-x'], says: ['`-x` is not an option of synth. `image-factory synth --help` lists the options.'] },
    { argv: ['analyze', '--image'], says: ['--image needs a value: --image NAME. Analyze only this image.'] },
    { argv: ['analyze', '--image', '--dry-run'], says: ['--image needs a value, and `--dry-run` looks like an option. If it is the value, write --image=--dry-run.'] },
    { argv: ['analyze', '--dry-run=yes'], says: ['--dry-run has no value: write --dry-run alone.'] },
    { argv: ['analyze', '--image', 'a', '--image', 'b'], says: ['--image was given 2 times; it has one value.'] },
    { argv: ['analyze', 'shop'], says: ['`shop` is more than analyze takes. For one image write --image shop.'] },
    { argv: ['explain'], says: ['explain needs IMAGE. Name of an enrolled image, key of a base image, or a reference such as node:22.'] },
    { argv: ['graph', '--format', 'mermiad'], says: ['--format: `mermiad` is none of ascii, mermaid, dot, json. Did you mean mermaid?'] },
    {
      argv: ['graph', '--wat', '--format=x', '--quiet=1'],
      says: ['`--wat` is not an option of graph. `image-factory graph --help` lists the options.', '--format: `x` is none of ascii, mermaid, dot, json.', '--quiet has no value: write --quiet alone.'],
    },
    { argv: ['update', '--\u001b[31mred'], says: ['`--\\u001b[31mred` is not an option of update. `image-factory update --help` lists the options.'] },
  ])('$argv', ({ argv, says }) => {
    expect(complaints(...argv)).toEqual(says);
  });
});

it('an option has one meaning in all commands: it may stand in front of its command', () => {
  const types = new Map<string, Set<string>>();
  for (const { options } of specs) for (const [name, { type }] of Object.entries(options)) types.set(name, (types.get(name) ?? new Set()).add(type));
  expect([...types].filter(([, kinds]) => kinds.size > 1)).toEqual([]);
});

it('reads global options of a line that is refused: the refusal is printed as they say', () => {
  expect(parseCommandLine(['--json', 'updat'], specs).global.json).toBe(true);
});
