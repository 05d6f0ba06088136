import { error, notice, warning, type Problem } from '../problem/index.ts';
import { formatReference } from '../reference/index.ts';
import { show } from '../text/index.ts';
import type { PlanComplaint } from './build/plan-build.ts';
import type { DoubtfulImage } from './build/pulled.ts';
import { explainDoubt, type Doubt, type DoubtfulWords } from './build/scope.ts';
import type { Frontend } from './frontend-image.ts';
import { limits } from './limits.ts';
import type { Places } from './places.ts';
import type { BuildOptions } from './types.ts';

type Details = Pick<Problem, 'hint' | 'source'>;

/** Turns what was found into problems of one file. */
export class Report {
  private readonly file: string;
  private readonly argsGiven: BuildOptions['argsGiven'];
  private readonly places: Places;

  constructor({ file, argsGiven }: Pick<BuildOptions, 'file' | 'argsGiven'>, places: Places) {
    this.file = file;
    this.argsGiven = argsGiven;
    this.places = places;
  }

  /** How the reader gives the arguments that nobody has given. */
  private argsHint({ args }: Doubt): string | undefined {
    if (args.length === 0) return undefined;
    if (this.argsGiven === 'as-options')
      return `Give ${args.map((name) => show(`--build-arg ${name}=VALUE`)).join(' and ')}, as the build does.`;
    return `Give ${args.map((name) => show(name)).join(' and ')} in \`buildArgs\` of images.yaml, as the build does.`;
  }

  private at(line: number | undefined, words: string | undefined, hint: string | undefined): Details {
    const range = line === undefined ? undefined : this.places.rangeOf(line, words);
    const source = range === undefined ? { file: this.file } : { file: this.file, range };
    return hint === undefined ? { source } : { source, hint };
  }

  /** As `at`, on the line itself: BuildKit names the one on which the instruction begins. */
  private onLine(line: number | undefined, words: string | undefined, hint: string | undefined): Details {
    const exact = this.at(line, words, hint);
    return exact.source?.range?.start.line === line ? exact : this.at(line, undefined, hint);
  }

  /** Errors for what BuildKit would refuse, by line and each once; of very many the first ones. */
  refusals(complaints: readonly PlanComplaint[]): Problem[] {
    const unique = new Map(complaints.map((complaint) => [`${complaint.line} ${complaint.message}`, complaint]));
    const sorted = [...unique.values()].toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0));
    const problems = sorted
      .slice(0, limits.problems)
      .map(({ line, message, hint, words, code }) => error(code ?? 'dockerfile/invalid', message, this.onLine(line, words, hint)));
    const next = sorted[limits.problems];
    if (next !== undefined)
      problems.push(error('dockerfile/invalid', 'From here on, more is invalid.', this.at(next.line, undefined, undefined)));
    return problems;
  }

  unknownImage({ line, written, doubt }: DoubtfulImage): Problem {
    const message = `The base ${show(written)} can not be known, because ${explainDoubt(doubt)}.`;
    return warning('dockerfile/unknown-image', message, this.at(line, written, this.argsHint(doubt)));
  }

  /** The image is known, but only as long as nobody gives the argument a value. */
  emptyArgument({ line, written, doubt }: DoubtfulWords): Problem {
    const message = `The base ${show(written)} is taken with an empty value, because ${explainDoubt(doubt)}.`;
    return notice('dockerfile/empty-argument', message, this.at(line, written, this.argsHint(doubt)));
  }

  missingArgument({ line, written, doubt }: DoubtfulWords): Problem {
    const message = `The build stops at ${show(written)}, because ${explainDoubt(doubt)}.`;
    return warning('dockerfile/empty-argument', message, this.at(line, written, this.argsHint(doubt)));
  }

  unknownPlatform({ line, written, doubt }: DoubtfulWords): Problem {
    const message = `The platform ${show(written)} can not be known, because ${explainDoubt(doubt)}.`;
    return warning('dockerfile/unknown-platform', message, this.at(line, written, this.argsHint(doubt)));
  }

  numberedTarget(target: string): Problem {
    const message = `BuildKit finds the stage to build by its name alone, not by the number ${show(target)}.`;
    return warning('dockerfile/unknown-target', message, {
      source: { file: this.file },
      hint: 'Name the stage with AS and give that name.',
    });
  }

  /** @param isReadable - whether the file reads like a Dockerfile all the same */
  frontend({ image }: Frontend, isReadable: boolean): Problem {
    const name = show(formatReference(image.reference));
    const details = this.at(image.line, image.written, undefined);
    if (isReadable) return notice('dockerfile/frontend', `The frontend ${name} may read this file in its own way.`, details);
    return error('dockerfile/frontend', `Only the frontend ${name} can read this file: it is no Dockerfile.`, details);
  }
}
