// Run by costs.ts as a process of its own: `ours.ts cold|warm FILE`, where FILE holds the texts as JSON.
import { readFileSync } from 'node:fs';
import { analyzeDockerfile } from '@image-factory/core/dockerfile';
import { leastRound } from './rounds.ts';

const [, , mode = '', file = ''] = process.argv;
const texts = JSON.parse(readFileSync(file, 'utf8')) as string[];

function read(text: string): unknown {
  return analyzeDockerfile(text, { file: 'Dockerfile' });
}

if (mode === 'cold') for (const text of texts) read(text);
else console.log(await leastRound(texts, read));
