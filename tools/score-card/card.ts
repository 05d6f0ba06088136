import type { CaseFile } from './case-files.ts';
import type { Peer, Question } from './question.ts';
import { scoreOf, type Score } from './score.ts';
import type { TableResult } from './table-tests.ts';

/** Markdown: what each peer told of the files of each set. */
export function scoreCard(files: readonly CaseFile[], peers: readonly Peer[]): string {
  const rows = files.flatMap((file) => [...peers, ...recordedPeer(file, peers)].map((peer) => row(file, peer)));
  return table(
    2,
    ['cases', 'who', 'right', 'right where it is built', 'miss an image', 'invent one', 'rightly refused', 'wrongly refused'],
    rows,
  );
}

function row({ name, questions }: CaseFile, peer: Peer): string[] {
  const { right, total, missed, invented, refusedRightly, refusals, refusedWrongly } = scoreOf(peer, questions);
  const share = `${right} of ${total} (${percent(right, total)})`;
  const built = `${right - refusedRightly} of ${total - refusals}`;
  const refused = refusals === 0 ? '' : `${refusedRightly} of ${refusals}`;
  return [name, peer.name, share, built, String(missed.length), String(invented.length), refused, String(refusedWrongly.length)];
}

/** Rounded down: only what is whole is 100 %. */
function percent(part: number, whole: number): string {
  return `${(Math.floor((part / whole) * 1000) / 10).toFixed(1)} %`;
}

/** What Renovate said once stands in for Renovate where it is not at hand. */
function recordedPeer({ recorded }: CaseFile, peers: readonly Peer[]): Peer[] {
  if (recorded === undefined || peers.some(({ name }) => name === 'Renovate')) return [];
  return [{ name: 'Renovate, as recorded', answer: ({ id }: Question) => recorded.get(id) ?? { kind: 'pulls', images: [] } }];
}

export function tableCard(results: readonly TableResult[]): string {
  return table(
    1,
    ['cases', 'right', 'wrong'],
    results.map(({ name, passed, failed }) => [name, `${passed} of ${passed + failed}`, String(failed)]),
  );
}

/** The ids of what went wrong, for whoever wants to mend it. */
export function mistakes(file: CaseFile, peer: Peer): readonly string[] {
  const { missed, invented, refusedWrongly }: Score = scoreOf(peer, file.questions);
  return [...new Set([...missed, ...invented, ...refusedWrongly])];
}

/** @param texts - how many columns hold text; the others are numbers */
function table(texts: number, head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, head.map((_, column) => (column < texts ? '---' : '---:')), ...rows];
  return all.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
