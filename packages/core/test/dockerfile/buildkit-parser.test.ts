import { existsSync, globSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { describeNeeding, describeShared } from '@image-factory/testkit';
import { expect, it } from 'vitest';
import { analyzeDockerfile } from '../../src/dockerfile/index.ts';
import { readDocument } from '../../src/dockerfile/syntax/document.ts';

interface ParserFile {
  readonly id: string;
  readonly dockerfilePath: string;
}

interface ParserCases {
  readonly testfiles: readonly (ParserFile & { readonly bytes: number; readonly instructions: readonly string[]; readonly from: readonly string[] })[];
  readonly negative: readonly ParserFile[];
  readonly heredocDocument: { readonly path: string; readonly expectedInstructions: readonly string[] };
}

const parserFolder = 'frontend/dockerfile/parser/testfiles';

/** The files that the cases name by their paths: a checkout, what is kept beside the judge of e2e/, or what Go keeps of a module. */
function buildkitFolder(): string | undefined {
  const given = process.env['BUILDKIT_SOURCE'];
  if (given !== undefined) return given;
  const beside = (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, '../share/buildkit'));
  const kept = beside.find((folder) => existsSync(join(folder, parserFolder)));
  if (kept !== undefined) return kept;
  const modules = process.env['GOMODCACHE'] ?? join(process.env['GOPATH'] ?? join(homedir(), 'go'), 'pkg', 'mod');
  const folders = globSync('github.com/moby/buildkit@v*', { cwd: modules }).toSorted();
  return folders.map((folder) => join(modules, folder)).findLast((folder) => existsSync(join(folder, parserFolder)));
}

function describeBuildkit(body: (read: (path: string) => string) => void): void {
  const folder = buildkitFolder();
  const missing = folder === undefined ? 'its module is not in the cache of Go, and BUILDKIT_SOURCE names no checkout' : undefined;
  describeNeeding('texts of BuildKit', missing, () => body((path) => readFileSync(join(folder ?? '', path), 'utf8')));
}

function analyze(text: string) {
  return analyzeDockerfile(text, { file: 'Dockerfile', complete: true }).value;
}

describeShared("BuildKit's parser", 'cases/buildkit-parser.json', (path) => {
  const { testfiles, negative, heredocDocument } = JSON.parse(readFileSync(path, 'utf8')) as ParserCases;

  describeBuildkit((read) => {
    it.each(testfiles)('$id', ({ dockerfilePath, bytes, instructions, from }) => {
      const text = read(dockerfilePath);
      const { statements, complaints } = readDocument(text);
      expect(complaints).toEqual([]);
      expect(Buffer.byteLength(text)).toBe(bytes);
      expect(statements.map(({ keyword }) => keyword.toLowerCase())).toEqual(instructions);
      expect(statements.filter(({ keyword }) => /^from$/i.test(keyword)).map(({ rest }) => rest)).toEqual(from);
    });

    it.each(negative)('$id is refused', ({ dockerfilePath }) => {
      expect(analyze(read(dockerfilePath)).refused).toBe(true);
    });

    it('finds the heredocs of a whole file', () => {
      const [file = ''] = heredocDocument.path.split(' ');
      const [, text = ''] = read(file).split('`');
      const { statements, complaints } = readDocument(text);
      expect(complaints).toEqual([]);
      expect(statements.map(({ keyword }) => keyword.toLowerCase())).toEqual(heredocDocument.expectedInstructions);
    });
  });
});
