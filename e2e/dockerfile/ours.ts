import {
  analyzeDockerfile,
  answerPulls,
  readQuestion,
  type BuildOptions,
  type PullsAnswer,
  type PullsQuestion,
} from '@image-factory/core/dockerfile';
import type { Problem } from '@image-factory/core/problem';
import { formatReference, parseReference, withDefaultTag, type ImageReference } from '@image-factory/core/reference';
import type { Question } from './question.ts';

/** What our analysis says. */
export interface OurAnswer {
  /** About the build as it is, like the judge. */
  readonly answer: PullsAnswer;
  /** For the state, where the real build may give arguments that are not known here. */
  readonly analysis: OurAnalysis;
}

interface OurAnalysis {
  readonly refused: boolean;
  /** Warnings that say: the build stops here unless an argument gets a value. */
  readonly doubts: readonly Problem[];
  readonly errors: readonly Problem[];
  /** Each once; without the frontend. */
  readonly pulls: readonly string[];
}

export type Analyzer = (question: Question) => OurAnswer;

/** @throws TypeError for a question that is none; the grammar writes only good ones */
export function analyze(asked: Question): OurAnswer {
  const question = readQuestion(asked);
  if (!question.ok) throw new TypeError(question.error);
  return { answer: answerPulls(question.value), analysis: analysisOf(question.value) };
}

function analysisOf({ text, onBuild = {}, ...options }: PullsQuestion): OurAnalysis {
  const triggers: BuildOptions['onbuild'] = (base) => onBuild[canonical(base)];
  const { value, problems } = analyzeDockerfile(text, { ...options, file: 'Dockerfile', onbuild: triggers });
  const references = value.images.filter(({ use }) => use !== 'frontend').map(({ reference }) => canonical(reference));
  return {
    refused: value.refused,
    doubts: problems.filter(isDoubt),
    errors: problems.filter(({ severity }) => severity === 'error'),
    pulls: [...new Set(references)],
  };
}

function isDoubt({ severity, code }: Problem): boolean {
  return severity === 'warning' && doubtCodes.has(code);
}

const doubtCodes = new Set<Problem['code']>([
  'dockerfile/unknown-image',
  'dockerfile/empty-argument',
  'dockerfile/unknown-platform',
  'dockerfile/unknown-target',
]);

function canonical(reference: ImageReference): string {
  return formatReference(withDefaultTag(reference));
}

/** A reference as the judge writes it; undefined for what is none. */
export function canonicalText(text: string): string | undefined {
  const reference = parseReference(text);
  return reference.ok ? canonical(reference.value) : undefined;
}

/** The lines of all that is wrong, as far as it has one. */
export function refusalLines({ analysis }: OurAnswer): number[] {
  return [...analysis.errors, ...analysis.doubts].flatMap(({ source }) => source?.range?.start.line ?? []);
}
