import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { applyInside, type PathChange } from './apply.ts';

// Moves files between `here/` and `there/` for ever, each time with new text; ended by a kill.
const root = process.argv[2] ?? '';
const names = Array.from({ length: 40 }, (_, index) => `f${index}.yaml`);

for (let turn = 0; ; turn += 1) {
  const [from, to] = turn % 2 === 0 ? ['here', 'there'] : ['there', 'here'];
  const present = names.filter((name) => existsSync(join(root, from, name)));
  const changes = present.flatMap((name): PathChange[] => [
    { kind: 'remove', path: `${from}/${name}` },
    { kind: 'write', path: `${to}/${name}`, text: nextText(join(root, from, name)) },
  ]);
  await applyInside(root, changes);
  process.stdout.write('.');
}

function nextText(path: string): string {
  const [name = '', line = ''] = readFileSync(path, 'utf8').split('\n', 2);
  const generation = Number(line.split(' ')[1]) + 1;
  return `${name}\n${`generation ${generation}\n`.repeat(2000)}end\n`;
}
