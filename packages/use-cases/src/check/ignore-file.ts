/** What a .dockerignore file leaves out of a build context. */
export interface IgnoreFile {
  /** @param path - from the root of the context */
  excludes(path: string): boolean;
}

interface Pattern {
  readonly excludes: boolean;
  readonly segments: readonly string[];
}

/** Patterns beyond these are not looked at: what they would exclude then counts as part of the context. */
const mostPatterns = 1000;

/**
 * Reads a .dockerignore file the way BuildKit does: a pattern matches a path or a folder above it, `**` any number of
 * folders, and the last pattern that matches decides, so that `!` takes back what an earlier one excluded. Where the two
 * could differ, the path counts as part of the context.
 */
export function parseIgnoreFile(text: string): IgnoreFile {
  const patterns = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .flatMap(parsePattern)
    .slice(0, mostPatterns);
  return {
    excludes: (path) => {
      const segments = path.split('/');
      return patterns.findLast((pattern) => matchesPathOrParent(pattern.segments, segments))?.excludes ?? false;
    },
  };
}

function parsePattern(line: string): Pattern[] {
  if (line.startsWith('#')) return [];
  const trimmed = line.trim();
  const excludes = !trimmed.startsWith('!');
  const segments: string[] = [];
  for (const segment of (excludes ? trimmed : trimmed.slice(1)).trim().split('/')) {
    if (segment === '..') segments.pop();
    else if (segment.startsWith('**') && segment !== '**') segments.push('**', segment.slice(1));
    else if (segment !== '' && segment !== '.') segments.push(segment);
  }
  return segments.length === 0 ? [] : [{ excludes, segments }];
}

/** Whether the pattern matches the beginning of the path up to some `/`, or all of it. */
function matchesPathOrParent(pattern: readonly string[], path: readonly string[]): boolean {
  // Which parts of the pattern may be done, after each segment of the path.
  let states = skipStars(pattern, new Set([0]));
  for (const segment of path) {
    const next = new Set<number>();
    for (const at of states) {
      const part = pattern[at];
      if (part === '**') next.add(at);
      else if (part !== undefined && matchesSegment(part, segment)) next.add(at + 1);
    }
    states = skipStars(pattern, next);
    if (states.has(pattern.length)) return true;
  }
  return false;
}

function skipStars(pattern: readonly string[], states: ReadonlySet<number>): Set<number> {
  const all = new Set(states);
  // Grows while it is walked.
  for (const at of all) if (pattern[at] === '**') all.add(at + 1);
  return all;
}

/** `*`, `?`, `\x` and `[a-z]` within a segment. Goes back to the last `*` alone, so that no pattern takes long. */
function matchesSegment(pattern: string, text: string): boolean {
  const parts = pattern.match(/\\.|\[\^?\]?[^\]]*\]|[\s\S]/gu) ?? [];
  const characters = [...text];
  let [part, at, star, mark] = [0, 0, -1, 0];
  while (at < characters.length) {
    const wanted = parts[part];
    if (wanted === '*') [star, mark, part] = [part, at, part + 1];
    else if (wanted !== undefined && matchesCharacter(wanted, characters[at] ?? '')) [part, at] = [part + 1, at + 1];
    else if (star >= 0) [part, mark, at] = [star + 1, mark + 1, mark + 1];
    else return false;
  }
  return parts.slice(part).every((rest) => rest === '*');
}

function matchesCharacter(wanted: string, character: string): boolean {
  if (wanted === '?') return true;
  if (wanted.startsWith('\\')) return wanted.slice(1) === character;
  if (!wanted.startsWith('[') || wanted.length < 3) return wanted === character;
  const negated = wanted.startsWith('[^');
  const ranges = wanted.slice(negated ? 2 : 1, -1).matchAll(/\\?([\s\S])(?:-\\?([\s\S]))?/gu);
  const within = [...ranges].some(([, from = '', to = from]) => from <= character && character <= to);
  return within !== negated;
}
