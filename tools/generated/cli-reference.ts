import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../root.ts';
import type { GeneratedFile } from './file.ts';

const introduction = `# Command line

What \`image-factory --help\` and \`image-factory COMMAND --help\` say. Run it anywhere inside a repository.
`;

/**
 * The reference of every command. It is asked of the program itself, as a user does: this room imports nothing of the
 * command line, and help is rendered from the same specs as the parser's.
 */
export async function generateCliReference(): Promise<GeneratedFile[]> {
  const overview = await help([]);
  const sections = await Promise.all(readCommandNames(overview).map(async (name) => `## ${name}\n\n${fence(await help([name]))}\n`));
  return [{ path: 'docs/cli.md', text: [introduction, `${fence(overview)}\n`, ...sections].join('\n') }];
}

/**
 * The names below `Commands`.
 *
 * @throws Error when there are none
 */
function readCommandNames(overview: string): string[] {
  const part = /^Commands\n((?: +.*\n)+)/m.exec(overview)?.[1] ?? '';
  const names = [...part.matchAll(/^ {2}([a-z]+) /gm)].map(([, name = '']) => name);
  if (names.length === 0) throw new Error('the overview of the command line names no command');
  return names;
}

async function help(command: readonly string[]): Promise<string> {
  const program = join(root, 'packages/cli/src/main.ts');
  const { stdout } = await promisify(execFile)(process.execPath, ['--conditions=@image-factory/source', program, ...command, '--help'], {
    env: { ...process.env, NO_COLOR: '1' },
  });
  return stdout;
}

function fence(text: string): string {
  return `\`\`\`text\n${text.trimEnd()}\n\`\`\``;
}
