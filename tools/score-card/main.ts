// How often we and others say exactly what BuildKit pulls. See docs/dockerfile.md.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { replacePart } from '../generated/file.ts';
import { root } from '../root.ts';
import { mistakes, scoreCard, tableCard } from './card.ts';
import { readCaseFiles } from './case-files.ts';
import { dockerfileAst } from './dockerfile-ast.ts';
import { fromRegex } from './from-regex.ts';
import { judgedFiles } from './judged-files.ts';
import { ours } from './ours.ts';
import { loadRenovate } from './renovate.ts';
import { runTableTests } from './table-tests.ts';

const text = { type: 'string' } as const;
const flag = { type: 'boolean', default: false } as const;
const { values } = parseArgs({ options: { renovate: text, files: text, judge: text, write: flag, ids: flag, help: flag } });

if (values.help) {
  console.log(
    'Usage: node --conditions=@image-factory/source tools/score-card/main.ts [--renovate FOLDER] [--files FOLDER --judge PROGRAM] [--ids] [--write]',
  );
} else {
  const files = readCaseFiles();
  if (values.files !== undefined) files.push(await judgedFiles(values.files, values.judge ?? 'dockerfile-judge'));
  const peers = [ours, ...(values.renovate === undefined ? [] : [await loadRenovate(values.renovate)]), dockerfileAst, fromRegex];
  const card = `${scoreCard(files, peers)}\n\n${tableCard(await runTableTests())}`;
  console.log(card);
  if (values.ids) {
    for (const file of files) for (const peer of peers) console.log(`\n${file.name}, ${peer.name}: ${mistakes(file, peer).join(', ')}`);
  }
  if (values.write) {
    const page = join(root, 'docs/dockerfile.md');
    writeFileSync(page, replacePart(readFileSync(page, 'utf8'), 'score card', card));
  }
}
