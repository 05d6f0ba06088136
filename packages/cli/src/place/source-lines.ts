import { parseRepoPath, type RepoPath, type Source } from '@image-factory/core/enrollment';
import type { Sources, Tree } from '@image-factory/use-cases';
import type { ReadLine } from '../terminal/problems.ts';

/** Lines of files, to show where problems are. */
export interface SourceLines {
  /** The same sources; which repository a path was read from is remembered. */
  watch(sources: Sources): Sources;
  readonly readLine: ReadLine;
}

interface Origin {
  readonly sources: Sources;
  readonly source: Source;
  readonly path: RepoPath;
}

/**
 * A problem of a Dockerfile names its path alone. When two repositories have a file of that path, no line is shown: it
 * could be the wrong one.
 */
export function createSourceLines(tree: Tree): SourceLines {
  const origins = new Map<string, Origin | 'several'>();
  const texts = new Map<string, Promise<readonly string[]>>();

  async function linesOf(file: string): Promise<readonly string[]> {
    const origin = origins.get(file);
    if (origin === 'several') return [];
    const path = parseRepoPath(file);
    if (origin === undefined && !path.ok) return [];
    const read =
      origin === undefined ? path.ok && (await tree.read(path.value, largest)) : await origin.sources.read(origin.source, origin.path);
    return read !== false && read.kind === 'file' ? read.text.split(/\r\n|\r|\n/) : [];
  }

  return {
    watch: (sources) => ({
      read(source, path) {
        const known = origins.get(path);
        if (known === undefined) origins.set(path, { sources, source, path });
        else if (known !== 'several' && known.source.repo !== source.repo) origins.set(path, 'several');
        return sources.read(source, path);
      },
    }),
    async readLine({ source }) {
      if (source?.range === undefined) return undefined;
      const { file } = source;
      const lines = texts.get(file) ?? linesOf(file);
      texts.set(file, lines);
      return (await lines)[source.range.start.line - 1];
    },
  };
}

const largest = 8 * 1024 * 1024 + 1;
