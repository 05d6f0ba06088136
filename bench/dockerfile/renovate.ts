// Run by costs.ts as a process of its own: `renovate.ts cold|warm FILE FOLDER`. Nothing of Renovate is part of this repository.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { leastRound } from './rounds.ts';

const [, , mode = '', file = '', folder = ''] = process.argv;
const texts = JSON.parse(readFileSync(file, 'utf8')) as string[];

interface Extractor {
  extractPackageFile(content: string, packageFile: string, config: object): unknown;
}

const path = join(folder, 'node_modules/renovate/dist/modules/manager/dockerfile/extract.js');
const { extractPackageFile } = (await import(pathToFileURL(path).href)) as Extractor;

function read(text: string): unknown {
  return extractPackageFile(text, 'Dockerfile', {});
}

if (mode === 'cold') for (const text of texts) read(text);
else console.log(await leastRound(texts, read));
