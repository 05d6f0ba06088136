import { appendFileSync } from 'node:fs';
import { announceEffects } from './announce-effects.ts';

// Appends to the file that it is given, and says what it did there: what is written is what happened before the end.
const [file = '', mode = ''] = process.argv.slice(2);

class Journal {
  readonly #file: string;
  readonly title = 'a journal';
  constructor(file: string) {
    this.#file = file;
  }
  write(word: string): number {
    appendFileSync(this.#file, `${word}\n`);
    return word.length;
  }
  async writeLater(word: string): Promise<number> {
    await new Promise((resolve) => setTimeout(resolve, 1));
    return this.write(word);
  }
  async fail(): Promise<never> {
    this.write('fail');
    throw new Error('as asked');
  }
}

const journal = announceEffects(new Journal(file), mode === 'named' ? 'journal' : undefined);
journal.write(journal.title);
await journal.writeLater('two');
await journal.fail().catch(() => journal.write('caught'));
await Promise.all([journal.writeLater('x'), journal.writeLater('y')]);
if (mode === 'hang') setInterval(() => {}, 1000);
process.stdout.write('done\n');
process.exitCode = mode === 'bad' ? 3 : 0;
