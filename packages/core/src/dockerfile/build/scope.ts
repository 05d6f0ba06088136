import { fail, ok, show, type Result } from '../../text/index.ts';
import { complain, type Complaint, type PlacedComplaint } from '../complaint.ts';
import { platformParts } from '../platform.ts';
import type { ArgInstruction } from '../syntax/instruction.ts';
import type { Platform } from '../types.ts';
import { limits } from '../limits.ts';
import { expandWord } from '../words/expand.ts';
import type { Allowance } from '../words/types.ts';

export interface ScopeOptions {
  readonly escape: string;
  readonly platform: Platform;
  readonly buildPlatform: Platform;
  readonly buildArgs: Readonly<Record<string, string>>;
  readonly unknownArgs?: ReadonlyMap<string, string>;
  /** Name of the stage that is built; `default` when it has none. */
  readonly target: string;
  /** Whether an argument that has no value here has none in the build either. */
  readonly complete?: boolean;
}

/** A word whose value in the real build may differ from what is known here. */
export interface Doubt {
  /** Arguments that nobody has given a value, as far as they are told; with one, the word would be known. */
  readonly args: readonly string[];
  /** What else stands in the way. */
  readonly obstacle?: string;
}

/** Words that depend on arguments without a value. */
export interface DoubtfulWords {
  readonly line: number;
  readonly written: string;
  readonly doubt: Doubt;
}

/** More names than this would help nobody. */
const toldArgs = 5;

/** The end of a sentence "… because". */
export function explainDoubt({ args, obstacle }: Doubt): string {
  if (args.length === 0) return obstacle ?? 'its value is not known';
  return args.map((name) => `${show(`ARG ${name}`)} has no value`).join(' and ');
}

export interface Expanded {
  /** Undefined when the doubt leaves no value at all. */
  readonly text: string | undefined;
  readonly doubt?: Doubt;
}

/**
 * The variables that FROM can use: what BuildKit predefines for a platform, and ARG in front of the first FROM,
 * in their order, each with what the build gives or its default.
 */
export class GlobalScope {
  private readonly values: Map<string, string>;
  private readonly doubts = new Map<string, Doubt>();
  /** Defaults that BuildKit refuses as long as nobody gives the arguments that they ask for with `${x?…}`. */
  readonly demands: DoubtfulWords[] = [];
  private readonly options: ScopeOptions;
  private readonly allowance: Allowance = { patterns: limits.patterns };

  constructor(options: ScopeOptions) {
    this.options = options;
    this.values = predefined(options);
  }

  /** @returns why BuildKit would refuse the declarations */
  declare(instructions: readonly ArgInstruction[]): PlacedComplaint | undefined {
    for (const { args, line } of instructions) {
      for (const { name, value } of args) {
        const complaint = this.declareOne(name, value, line);
        if (complaint !== undefined) return { ...complaint, line };
      }
    }
    return undefined;
  }

  private declareOne(name: string, value: string | undefined, line: number): Complaint | undefined {
    const { buildArgs, unknownArgs } = this.options;
    const given = Object.hasOwn(buildArgs, name) ? buildArgs[name] : undefined;
    if (given !== undefined) return this.set(name, { text: given });
    const obstacle = unknownArgs?.get(name) ?? unknownArgs?.get('*');
    if (obstacle !== undefined) return this.set(name, { text: undefined, doubt: { args: [], obstacle } });
    if (value === undefined) {
      const isNew = !this.values.has(name) && !this.doubts.has(name) && this.options.complete !== true;
      return isNew ? this.set(name, { text: undefined, doubt: { args: [name] } }) : undefined;
    }
    const expanded = this.expand(value);
    if (!expanded.ok) return expanded.error;
    const { text, doubt } = expanded.value;
    if (text === undefined && doubt !== undefined && doubt.args.length > 0) this.demands.push({ line, written: value, doubt });
    return this.set(name, expanded.value);
  }

  private set(name: string, { text, doubt }: Expanded): undefined {
    if (text === undefined) this.values.delete(name);
    else this.values.set(name, text);
    if (doubt === undefined) this.doubts.delete(name);
    else this.doubts.set(name, doubt);
  }

  /** @returns the reason when no value could make the word right */
  expand(word: string): Result<Expanded, Complaint> {
    const expansion = expandWord(word, this.values, this.options.escape, this.allowance);
    const { demanded } = expansion.ok ? expansion.value : expansion.error;
    const doubt = this.doubtAbout([...demanded, ...this.unknownIn(word)]);
    if (expansion.ok) return ok(doubt === undefined ? expansion.value : { text: expansion.value.text, doubt });
    const { fault, message } = expansion.error;
    if (fault === 'limit') return ok({ text: undefined, doubt: doubt ?? { args: [], obstacle: message } });
    if (fault === 'unset' && doubt !== undefined) return ok({ text: undefined, doubt });
    return fail(complain(`${show(word)} can not be expanded: ${message}.`, { words: word }));
  }

  /** A fallback such as `${V:-22}` says nothing about an argument that does get a value, only not one that is known. */
  private unknownIn(word: string): string[] {
    const { unknownArgs } = this.options;
    if (unknownArgs === undefined || !word.includes('$')) return [];
    const named = [...word.matchAll(/\$\{?([A-Za-z_][A-Za-z0-9_]*)/g)].map(([, name = '']) => name);
    return named.filter((name) => this.doubts.get(name)?.obstacle !== undefined);
  }

  private doubtAbout(names: readonly string[]): Doubt | undefined {
    const args = new Set<string>();
    let found: Doubt | undefined;
    for (const name of this.doubts.size === 0 ? [] : names) {
      const doubt = this.doubts.get(name);
      if (found?.obstacle === undefined) found = doubt ?? found;
      for (const arg of doubt?.args ?? []) if (args.size < toldArgs) args.add(arg);
    }
    return found === undefined ? undefined : { ...found, args: [...args] };
  }
}

/** BuildKit's automatic arguments; a build argument of the same name wins. */
function predefined({ platform, buildPlatform, buildArgs, target }: ScopeOptions): Map<string, string> {
  const build = platformParts(buildPlatform);
  const wanted = platformParts(platform);
  const values = new Map<string, string>(
    Object.entries({
      BUILDPLATFORM: buildPlatform,
      BUILDOS: build.os,
      BUILDOSVERSION: '',
      BUILDARCH: build.arch,
      BUILDVARIANT: build.variant,
      TARGETPLATFORM: platform,
      TARGETOS: wanted.os,
      TARGETOSVERSION: '',
      TARGETARCH: wanted.arch,
      TARGETVARIANT: wanted.variant,
      TARGETSTAGE: target,
    }),
  );
  for (const name of values.keys()) {
    const given = Object.hasOwn(buildArgs, name) ? buildArgs[name] : undefined;
    if (given !== undefined) values.set(name, given);
  }
  return values;
}
