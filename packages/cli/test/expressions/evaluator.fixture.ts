import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { describeTool, type KargoObject } from '@image-factory/testkit';

const programName = 'kargo-expressions';

export interface Question {
  readonly objects: readonly KargoObject[];
  /** The newest image by repository, as Warehouses write it. */
  readonly published: Readonly<Record<string, { readonly tag: string; readonly digest: string }>>;
}

/** A call of a function with which an expression reaches what is not in the manifest. */
export interface Call {
  readonly name: string;
  readonly args: readonly unknown[];
}

/** A string in which Kargo compiles expressions. */
interface Template {
  readonly object: string;
  readonly path: string;
  readonly text: string;
  /** What was compiled, with `…` for each string literal and without the entries of tables. */
  readonly expressions: readonly string[];
  readonly literals: readonly string[];
  readonly calls: readonly Call[];
  readonly error?: string;
}

/** What a Stage does with Freight of one Warehouse. */
export interface Promotion {
  readonly stage: string;
  readonly origin: string;
  readonly steps: readonly { readonly as: string; readonly uses: string; readonly config: Readonly<Record<string, unknown>> }[];
  readonly calls: readonly Call[];
  readonly error?: string;
}

/** What an AnalysisRun is given for Freight of a Stage. */
interface Arguments {
  readonly stage: string;
  readonly values: Readonly<Record<string, string>>;
  readonly calls: readonly Call[];
  readonly error?: string;
}

export interface Answer {
  /** How many strings were evaluated one by one. */
  readonly strings: number;
  /** Strings without an expression that do not come out as they went in. */
  readonly changed: readonly { readonly object: string; readonly path: string; readonly text: string; readonly value: string }[];
  readonly templates: readonly Template[];
  readonly promotions: readonly Promotion[];
  readonly arguments: readonly Arguments[];
}

/** Kargo's own evaluation of expressions, as a process that runs as long as this object lives. */
export class Evaluator implements AsyncDisposable {
  private readonly process: ChildProcessWithoutNullStreams;
  private readonly lines: AsyncIterator<string>;
  private complaints = '';

  /** @param program - name on the PATH, or a path */
  constructor(program: string) {
    this.process = spawn(program);
    // A program that ends early shows as a missing answer, which says more than a broken pipe.
    this.process.stdin.on('error', () => {});
    this.process.on('error', (error) => (this.complaints += error.message));
    this.process.stderr.setEncoding('utf8').on('data', (text: string) => (this.complaints += text));
    this.lines = createInterface({ input: this.process.stdout })[Symbol.asyncIterator]();
  }

  /** @throws Error when the program ends before it has answered */
  async ask(question: Question): Promise<Answer> {
    this.process.stdin.write(`${JSON.stringify(question)}\n`);
    const line = await this.lines.next();
    if (line.done === true) throw new Error(`${programName} gave no answer: ${this.complaints}`);
    return JSON.parse(line.value) as Answer;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.process.exitCode !== null || this.process.pid === undefined) return;
    this.process.stdin.end();
    await once(this.process, 'close');
  }
}

/** Tests with Kargo's own evaluation. Where the program is not on the PATH they are a named skip; in CI they fail then. */
export function describeExpressions(title: string, body: (program: string) => void): void {
  describeTool(programName, body, title);
}
