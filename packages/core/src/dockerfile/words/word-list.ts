import { isSpace } from './whitespace.ts';

/** Collects the words of a text while it is expanded; white space parts them, except where it was quoted. */
export class WordList {
  readonly words: string[] = [];
  private word = '';
  private inWord = false;

  /** Text whose white space parts words. */
  add(text: string): void {
    for (let index = 0; index < text.length; index += 1) {
      if (!isSpace(text.charCodeAt(index))) {
        this.word += text.charAt(index);
        this.inWord = true;
      } else if (this.inWord) this.end();
    }
  }

  /** Text that belongs to one word, whatever it holds. */
  addWhole(text: string): void {
    this.word += text;
    this.inWord = true;
  }

  end(): void {
    if (this.word === '') return;
    this.words.push(this.word);
    this.word = '';
    this.inWord = false;
  }

  /** Drops the word that has been begun: BuildKit loses it when a `${…}` with a word of its own follows. */
  forget(): void {
    this.word = '';
  }
}
