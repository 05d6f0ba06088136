/** One way to show who one is, as `WWW-Authenticate` names it. */
export interface Challenge {
  /** In lower case: `basic`, `bearer`. */
  readonly scheme: string;
  /** Names in lower case. */
  readonly parameters: ReadonlyMap<string, string>;
}

const maxLength = 8192;
const token = /[!#$%&'*+.^_`|~0-9A-Za-z-]+/y;
const blanks = /[ \t]*/y;
const separators = /[ \t,]*/y;
/** What `Negotiate` and its like have instead of parameters; a comma or the end follows. */
const token68 = /[A-Za-z0-9._~+/-]+=*(?=[ \t]*(?:,|$))/y;
const quoted = /"((?:[^"\\]|\\.)*)"/y;

/**
 * Reads `WWW-Authenticate` (RFC 9110 section 11.6.1): several challenges in one header, too.
 *
 * @returns nothing at all for a header that breaks the grammar or names a parameter twice: readers differ on what that means
 */
export function parseChallenges(header: string | undefined): readonly Challenge[] {
  if (header === undefined || header.length > maxLength) return [];
  const reader = new Reader(header);
  const challenges: { scheme: string; parameters: Map<string, string> }[] = [];
  for (reader.take(separators); !reader.isAtEnd(); reader.take(separators)) {
    const word = reader.take(token)?.toLowerCase();
    if (word === undefined) return [];
    const value = reader.takeValue();
    if (value === 'none') {
      challenges.push({ scheme: word, parameters: new Map() });
      reader.take(blanks);
      reader.take(token68);
      continue;
    }
    const parameters = challenges.at(-1)?.parameters;
    if (parameters === undefined || value === 'broken' || parameters.has(word)) return [];
    parameters.set(word, value.text);
  }
  return challenges;
}

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  isAtEnd(): boolean {
    return this.#at >= this.#text.length;
  }

  take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (match === null) return undefined;
    this.#at = pattern.lastIndex;
    return match[1] ?? match[0];
  }

  /** What stands behind `=`; `none` where there is no `=`. */
  takeValue(): { readonly text: string } | 'none' | 'broken' {
    if (this.take(/[ \t]*=[ \t]*/y) === undefined) return 'none';
    const text = this.#text[this.#at] === '"' ? this.take(quoted)?.replaceAll(/\\(.)/g, '$1') : this.take(token);
    if (text === undefined) return 'broken';
    return this.isAtEnd() || this.take(/(?=[ \t]*(?:,|$))/y) !== undefined ? { text } : 'broken';
  }
}
