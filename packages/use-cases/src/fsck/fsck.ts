import type { RepoPath } from '@image-factory/core/enrollment';
import { worstFirst, type Problem } from '@image-factory/core/problem';
import { readState } from '@image-factory/core/state';
import { layoutOf } from '../layout.ts';
import { loadEnrollment, readStateTexts } from '../load.ts';
import type { Clock, FileChange, Log } from '../ports.ts';
import { recover } from '../recover.ts';
import { fileReports, type FileReport } from '../report.ts';
import { write } from '../write.ts';
import { findOthers, type OthersDeps } from './find-others.ts';
import { toProblem, type Finding } from './finding.ts';
import { planFsck } from './plan-fsck.ts';

export interface FsckInputs {
  /** Folder of images.yaml and state. */
  readonly dir: RepoPath;
  /** Otherwise nothing is written. */
  readonly repair: boolean;
}

export interface FsckDeps extends OthersDeps {
  readonly clock: Clock;
  readonly log: Log;
}

export interface FsckReport {
  readonly repair: boolean;
  /** Whether files were changed, or would be by a repair. */
  readonly changed: boolean;
  readonly findings: readonly (Finding & { readonly repaired: boolean })[];
  /** How many state files were looked at. */
  readonly checked: number;
  readonly files: readonly FileReport[];
  readonly problems: readonly Problem[];
}

/**
 * Looks at the whole state folder and says what is not as it should be, where, and whether that can be derived from
 * something else. With `repair`, what can be derived is put right; the rest is left as it is. Dockerfiles are not read.
 */
export async function fsck({ dir, repair }: FsckInputs, deps: FsckDeps): Promise<FsckReport> {
  const { tree, history, clock, log } = deps;
  const layout = layoutOf(dir);
  const { enrollment, texts, recovery, leftAlone, others } = await log.phase('Read state', async () => {
    const [enrolled, state] = await Promise.all([loadEnrollment(layout, tree), readStateTexts(layout, tree)]);
    const reading = readState(state.texts, layout.state, state.unreadable);
    return {
      enrollment: enrolled,
      texts: new Map(state.texts.map(({ path, text }) => [path, text])),
      recovery: await recover(layout, reading, history, { mostSuspects: Infinity }),
      leftAlone: [...state.problems, ...reading.problems],
      others: await findOthers(dir, layout, deps),
    };
  });
  const plan = planFsck({ layout, ...enrollment.value, texts, recovery, leftAlone, others, now: clock.now() });
  const refused = repair ? await write(plan.changes, message(plan.findings), tree, log) : [];
  const repaired = repair && refused.length === 0;
  const findings = plan.findings.map((finding) => ({ ...finding, repaired: repaired && finding.repair !== undefined }));
  return {
    repair,
    changed: plan.changes.length > 0,
    findings,
    checked: texts.size,
    files: fileReports(plan.changes.map((change) => ({ change, existed: isThere(change, layout.state, texts) }))),
    problems: worstFirst([...enrollment.problems, ...findings.filter((finding) => !finding.repaired).map(toProblem), ...refused]),
  };
}

function isThere({ path }: FileChange, state: RepoPath, texts: ReadonlyMap<string, string>): boolean {
  return texts.has(path.slice(state.length + 1));
}

function message(findings: readonly Finding[]): string {
  const lines = findings.flatMap(({ path, repair }) => (repair === undefined ? [] : [`- ${path}: ${repair}`]));
  return `Repair state files\n\n${lines.slice(0, 200).join('\n')}\n`;
}
