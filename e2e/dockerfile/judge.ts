import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Question, Verdict } from './question.ts';

/** BuildKit's own answers, from the program in judge/, which runs as long as this object lives. */
export class Judge implements AsyncDisposable {
  private readonly process: ChildProcessWithoutNullStreams;
  private readonly lines: AsyncIterator<string>;
  private complaints = '';

  /** @param program - name on the PATH, or a path */
  constructor(program: string) {
    this.process = spawn(program);
    // A program that ends early shows as missing answers, which say more than a broken pipe.
    this.process.stdin.on('error', () => {});
    this.process.on('error', (error) => (this.complaints += error.message));
    this.process.stderr.setEncoding('utf8').on('data', (text: string) => (this.complaints += text));
    this.lines = createInterface({ input: this.process.stdout })[Symbol.asyncIterator]();
  }

  /**
   * One verdict for each question, in their order.
   *
   * @throws Error when the program ends before it has answered
   */
  async ask(questions: readonly Question[]): Promise<Verdict[]> {
    for (const question of questions) this.process.stdin.write(`${JSON.stringify(question)}\n`);
    const verdicts: Verdict[] = [];
    for (const question of questions) {
      const line = await this.lines.next();
      if (line.done === true) throw new Error(`The judge gave no answer: ${this.complaints}\n${JSON.stringify(question)}`);
      verdicts.push(JSON.parse(line.value) as Verdict);
    }
    return verdicts;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.process.exitCode !== null || this.process.pid === undefined) return;
    this.process.stdin.end();
    await once(this.process, 'close');
  }
}
