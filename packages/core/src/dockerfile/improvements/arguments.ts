import { show } from '../../text/index.ts';
import type { Dockerfile } from '../syntax/parse-dockerfile.ts';
import { expandWord } from '../words/expand.ts';
import { nothing } from '../words/types.ts';
import type { Improvement } from './improvement.ts';

/** BuildKit gives these a value itself. */
const predefined = /^(?:BUILD|TARGET)(?:PLATFORM|OS|OSVERSION|ARCH|VARIANT)$|^TARGETSTAGE$/;

/**
 * Arguments that a FROM needs, directly or through defaults of others, and that nobody gives a value.
 *
 * @param isGiven - whether this build gives an argument a value, known or not
 */
export function argumentsWithoutDefault({ globalArgs, stages, escape }: Dockerfile, isGiven: (arg: string) => boolean): Improvement[] {
  const declared = declarations(globalArgs);
  const needed = new Set(
    stages.flatMap(({ from: { base, platform = '' } }) => [...demandsOf(base, escape), ...demandsOf(platform, escape)]),
  );
  // The set grows while it is walked.
  for (const name of needed) for (const other of demandsOf(declared.get(name)?.value ?? '', escape)) needed.add(other);
  return [...declared].flatMap(([name, { line, value }]): Improvement[] => {
    if (value !== undefined || isGiven(name) || !needed.has(name) || predefined.test(name)) return [];
    return [
      {
        severity: 'notice',
        code: 'dockerfile/argument-without-default',
        message: `A FROM needs ${show(name)}, which has no default: a plain build takes it for empty.`,
        hint: `Write ${show(`ARG ${name}=VALUE`)} with what a plain build should take.`,
        line,
        words: name,
      },
    ];
  });
}

interface Declared {
  readonly line: number;
  readonly value?: string;
}

/** The last default counts, the first line is shown. */
function declarations(globalArgs: Dockerfile['globalArgs']): ReadonlyMap<string, Declared> {
  const declared = new Map<string, Declared>();
  for (const { line, args } of globalArgs) {
    for (const { name, value } of args) {
      const known = declared.get(name) ?? { line };
      declared.set(name, value === undefined ? known : { ...known, value });
    }
  }
  return declared;
}

/** Variables of a word that have no default in the word itself. */
function demandsOf(word: string, escape: string): ReadonlySet<string> {
  const expansion = expandWord(word, nothing, escape);
  return expansion.ok ? expansion.value.demanded : expansion.error.demanded;
}
