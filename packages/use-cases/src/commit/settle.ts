import type { FileChange, Tree } from '../ports.ts';

// Times that a run notes in a file that it changes anyway.
const times = /^(?:(?:enrolledAt|firstDiscovered|lastDiscovery):|archived:\n {2}at:).*$/gm;

/**
 * The same changes, where a file that was proposed before differs in times alone as it was proposed: so the same proposal
 * is the same bytes, whenever it is planned.
 */
export async function settle(changes: readonly FileChange[], proposed: Pick<Tree, 'read'> | undefined): Promise<readonly FileChange[]> {
  if (proposed === undefined) return changes;
  return Promise.all(
    changes.map(async (change) => {
      if (change.kind === 'remove') return change;
      const before = await proposed.read(change.path);
      const isSame = before.kind === 'file' && before.text.replaceAll(times, '') === change.text.replaceAll(times, '');
      return isSame ? { ...change, text: before.text } : change;
    }),
  );
}
