import { isDeepStrictEqual } from 'node:util';
import type { OurAnswer } from './ours.ts';
import type { PullVerdict, Question, RefusalVerdict, Verdict } from './question.ts';

/** How an answer of ours stands to the verdict: the same, or different by design or by mistake. */
export type Comparison =
  | { readonly kind: 'same' }
  | { readonly kind: 'by design'; readonly rule: DesignRule }
  | { readonly kind: 'different'; readonly what: string };

/** Differences that we want; what `analyzeDockerfile` says it does not judge, and its limits. */
export const designRules = [
  'our own limits',
  'lint rules made errors',
  'variables in a stage',
  'work folder of the base',
  'paths on Windows',
] as const;
type DesignRule = (typeof designRules)[number];

const same: Comparison = { kind: 'same' };

/** The answer about the build must equal the verdict, and the analysis must not contradict it. */
export function compare(question: Question, verdict: Verdict, ours: OurAnswer): Comparison {
  const rule = isBeyondOurLimits(question, ours) ? 'our own limits' : verdict.ok ? undefined : findRule(question, verdict, ours);
  if (rule !== undefined) return { kind: 'by design', rule };
  const difference = verdict.ok ? againstPulls(verdict, ours) : againstRefusal(verdict.error, ours);
  if (difference !== undefined) return { kind: 'different', what: difference };
  if (verdict.frontend === ours.answer.frontend) return same;
  return { kind: 'different', what: `The frontend is ${verdict.frontend ?? 'none'}, not ${ours.answer.frontend ?? 'none'}.` };
}

function againstPulls({ pulls, platforms }: PullVerdict, { answer, analysis }: OurAnswer): string | undefined {
  if (!answer.ok) return `BuildKit builds it; the answer is: ${answer.error}`;
  const found = describeDifference('The answer', pulls, answer.pulls) ?? describeDifference('The analysis', pulls, analysis.pulls);
  if (found !== undefined) return found;
  const [complaint] = [...analysis.errors, ...analysis.doubts];
  if (analysis.refused || complaint !== undefined) return `BuildKit builds it; the analysis says: ${complaint?.message ?? 'refused'}`;
  const wrong = pulls.find((pull) => !isDeepStrictEqual(platforms[pull], answer.platforms[pull]?.toSorted()));
  if (wrong === undefined) return undefined;
  return `${wrong} is pulled for ${platforms[wrong]?.join(', ')}, not for ${answer.platforms[wrong]?.join(', ')}.`;
}

function describeDifference(who: string, wanted: readonly string[], found: readonly string[]): string | undefined {
  const missing = wanted.filter((pull) => !found.includes(pull));
  const surplus = found.filter((pull) => !wanted.includes(pull));
  if (missing.length === 0 && surplus.length === 0) return undefined;
  return `${who} lacks [${missing.join(', ')}] and has too many [${surplus.join(', ')}].`;
}

/** What depends on an ARG without value is refused by BuildKit, and a doubt for the analysis. */
function againstRefusal(error: string, { answer, analysis }: OurAnswer): string | undefined {
  if (answer.ok) return `BuildKit refuses it: ${error}`;
  return analysis.refused || analysis.doubts.length > 0 ? undefined : `BuildKit refuses it, the analysis does not: ${error}`;
}

/** What the grammar writes on purpose where a variable of a stage holds something wrong. */
export const wrongStageValue = 'wrong-value';

/** Why BuildKit refuses a file that we take on purpose. */
function findRule({ text }: Question, { error, line }: RefusalVerdict, { answer }: OurAnswer): DesignRule | undefined {
  if (!answer.ok) return undefined;
  if (error.startsWith('lint violation found')) return 'lint rules made errors';
  if (error.includes(wrongStageValue) || isOfVariable(error, text, line)) return 'variables in a stage';
  // Which paths Windows can have is not judged: none of them names an image.
  if (error.includes('removing drive letter') || /system drive|UNC paths|relative path specified/.test(error)) return 'paths on Windows';
  // A mount without a target is put into the work folder, which a real base may have set.
  return error === 'invalid mount target "/"' ? 'work folder of the base' : undefined;
}

/** Whether BuildKit finds a value wrong in an instruction that holds a variable. */
function isOfVariable(error: string, text: string, line: number | undefined): boolean {
  if (line === undefined || !/^(?:unsupported mount type|invalid signal|invalid (?:container|host)Port|invalid proto)/.test(error))
    return false;
  return instructionAt(text, line).includes('$');
}

/** The instruction that begins in a line; comments and empty lines do not end it. */
function instructionAt(text: string, line: number): string {
  const taken: string[] = [];
  for (const part of text.split('\n').slice(line - 1)) {
    const isAside = taken.length > 0 && /^\s*(?:#|$)/.test(part);
    if (isAside) continue;
    taken.push(part);
    if (!/[\\`]\s*$/.test(part)) break;
  }
  return taken.join('\n');
}

/** Only files that nobody writes go beyond them: these are the numbers of core/dockerfile/limits.ts. */
function isBeyondOurLimits({ text }: Question, { answer, analysis }: OurAnswer): boolean {
  // Where somebody else's frontend is asked for, a file that we do not take is said to be for that one.
  if (analysis.errors.some(({ code }) => code === 'dockerfile/too-large' || code === 'dockerfile/frontend')) {
    const stages = text.match(/^[ \t]*FROM\s/gim)?.length ?? 0;
    return Buffer.byteLength(text) > 1024 * 1024 || text.split('\n').length > 10_000 || stages > 500;
  }
  const isCut = analysis.doubts.some(({ message }) =>
    /nests deeper than 50|longer than 1024 characters|matched against is too long/.test(message),
  );
  return isCut && !answer.ok;
}
