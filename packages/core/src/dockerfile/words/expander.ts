import { show } from '../../text/index.ts';
import { limits } from '../limits.ts';
import { replacePattern, trimPattern } from './pattern.ts';
import type { Environment, ExpandOptions, ExpansionFailure } from './types.ts';
import type { WordList } from './word-list.ts';

/**
 * Reads one text as BuildKit's shell lexer does (moby/buildkit frontend/dockerfile/shell): quotes, escapes,
 * variables. After the first failure it stands at the end of the text, so that every loop ends.
 */
export class Expander {
  readonly matched = new Set<string>();
  readonly unmatched = new Set<string>();
  /** Names whose value decides; a `${NAME:-default}` with a default of the author's own is none. */
  readonly demanded = new Set<string>();
  failure: ExpansionFailure | undefined;
  private at = 0;
  private depth = 0;
  private keepEscapes = false;
  private readonly source: string;
  private readonly env: Environment;
  private readonly options: ExpandOptions;
  /** Receives the words of the outermost text; undefined within `${…}` and when nobody asks for them. */
  private list: WordList | undefined;
  private readonly specials: string;
  private readonly budget: number;

  constructor(source: string, env: Environment, options: ExpandOptions, list?: WordList) {
    this.source = source;
    this.env = env;
    this.options = options;
    this.list = list;
    this.specials = `$<${options.plainQuotes === true ? '' : `'"`}${options.escape}`;
    this.budget = Math.max(limits.expansion, source.length);
    // Go's scanner passes over a byte order mark at the start of any text.
    if (source.startsWith('\uFEFF')) this.at = 1;
  }

  run(): string {
    const text = this.readUntil('', this.options.keepEscapes === true, false);
    this.list?.end();
    return text;
  }

  private fail(fault: ExpansionFailure['fault'], message: string): '' {
    this.failure ??= { fault, message };
    this.at = this.source.length;
    return '';
  }

  /** @param pattern - the text is a pattern, in which quoted escape characters must be escaped once more */
  private readUntil(stop: string, keepEscapes: boolean, pattern: boolean): string {
    const outer = this.keepEscapes;
    this.keepEscapes = keepEscapes;
    let text = '';
    while (this.at < this.source.length && this.source.charAt(this.at) !== stop) {
      text += this.readPiece(stop, pattern);
      if (text.length > this.budget) this.fail('limit', tooLong);
    }
    this.keepEscapes = outer;
    if (stop === '') return text;
    if (this.at >= this.source.length) return this.fail('syntax', `the end comes before \`${stop}\``);
    this.at += 1;
    return text;
  }

  private readPiece(stop: string, pattern: boolean): string {
    const char = this.source.charAt(this.at);
    if (!this.specials.includes(char)) return this.split(this.readPlain(stop));
    if (char === '$') return this.split(this.readVariable());
    if (char === '<') return this.whole(this.readArrow());
    if (char === "'") return this.whole(this.readSingleQuotes(pattern));
    if (char === '"') return this.whole(this.readDoubleQuotes(pattern));
    return this.whole(this.readEscape());
  }

  private split(text: string): string {
    this.list?.add(text);
    return text;
  }

  private whole(text: string): string {
    this.list?.addWhole(text);
    return text;
  }

  private readPlain(stop: string): string {
    const start = this.at;
    for (this.at += 1; this.at < this.source.length; this.at += 1) {
      const char = this.source.charAt(this.at);
      if (char === stop || this.specials.includes(char)) break;
    }
    return this.source.slice(start, this.at);
  }

  /** An escape character at the very end escapes nothing and vanishes. */
  private readEscape(): string {
    const next = this.source.charAt(this.at + 1);
    this.at += 2;
    return this.keepEscapes ? this.options.escape + next : next;
  }

  private readSingleQuotes(pattern: boolean): string {
    const end = this.source.indexOf("'", this.at + 1);
    if (end === -1) return this.fail('syntax', 'a single quote is never closed');
    const inner = this.source.slice(this.at + 1, end);
    this.at = end + 1;
    const { escape, keepQuotes } = this.options;
    const text = pattern ? inner.replaceAll(escape, () => escape + escape) : inner;
    return keepQuotes === true ? `'${text}'` : text;
  }

  private readDoubleQuotes(pattern: boolean): string {
    const { escape, keepQuotes } = this.options;
    let text = keepQuotes === true ? '"' : '';
    this.at += 1;
    while (this.at < this.source.length) {
      const char = this.source.charAt(this.at);
      if (char === '$') {
        text += this.readVariable();
        if (text.length > this.budget) this.fail('limit', tooLong);
        continue;
      }
      this.at += 1;
      if (char === '"') return keepQuotes === true ? `${text}"` : text;
      text += char === escape ? this.readQuotedEscape(pattern) : char;
    }
    return this.fail('syntax', 'a double quote is never closed');
  }

  /** Within double quotes only `"`, `$` and the escape character itself can be escaped. */
  private readQuotedEscape(pattern: boolean): string {
    const { escape, keepQuotes } = this.options;
    const next = this.source.charAt(this.at);
    if (next === '') return '';
    if (next === '"' || next === '$' || next === escape) {
      this.at += 1;
      return this.keepEscapes ? escape + next : next;
    }
    return this.keepEscapes && (keepQuotes !== true || pattern) ? escape + escape : escape;
  }

  /** `<<` takes the blanks behind it along, so that `<< EOF` stays one word. */
  private readArrow(): string {
    return this.match(/<(?:<[\t\r ]*)?/y);
  }

  private readVariable(): string {
    this.at += 1;
    if (this.source.charAt(this.at) === '{') return this.readBraces();
    const name = this.readName();
    return name === '' ? '$' : (this.lookUp(name) ?? this.unset(`$${name}`));
  }

  private readBraces(): string {
    this.at += 1;
    const first = this.source.charAt(this.at);
    if (first === '') return this.fail('syntax', 'a `${` is never closed');
    if (first === '{' || first === '}' || first === ':') return this.fail('syntax', 'no name follows `${`');
    const name = this.readName();
    const modifier = this.match(/:?[^]?/y);
    if (modifier === '}') return this.lookUp(name) ?? this.unset(`\${${name}}`);
    if (modifier === '/') return this.replace(name);
    if (modifier === '#' || modifier === '%') return this.trim(name, modifier);
    if (!/^:?[-+?]$/.test(modifier)) return this.fail('syntax', `${show(`\${${name}${modifier}…}`)} is no substitution`);
    const word = this.readNested('}', false, false);
    const value = this.lookUp(name, modifier.endsWith('-') && word !== '');
    return value === undefined && this.options.keepUnset === true
      ? `\${${name}${modifier}${word}}`
      : this.choose(name, value, modifier, word);
  }

  private choose(name: string, value: string | undefined, modifier: string, word: string): string {
    const missing = value === undefined || (modifier.startsWith(':') && value === '');
    if (modifier.endsWith('+')) return missing ? '' : word;
    if (!missing) return value;
    if (modifier.endsWith('-')) return word;
    if (word !== '') return this.fail('unset', `${show(name)}: ${show(word)}`);
    return this.fail('unset', `${show(name)} is not allowed to be ${value === undefined ? 'unset' : 'empty'}`);
  }

  private trim(name: string, modifier: '#' | '%'): string {
    const word = this.readNested('}', true, true);
    const value = this.lookUpForPattern(name);
    if (value === undefined) return this.unset(`\${${name}${modifier}${word}}`);
    const longest = word.startsWith(modifier);
    const end = modifier === '#' ? 'prefix' : 'suffix';
    const trimmed = trimPattern(value, longest ? word.slice(1) : word, end, longest ? 'longest' : 'shortest');
    return trimmed.ok ? trimmed.value : this.fail('syntax', trimmed.error);
  }

  private replace(name: string): string {
    const all = this.source.charAt(this.at) === '/';
    if (all) this.at += 1;
    const pattern = this.readNested('/', true, true);
    const replacement = this.readNested('}', true, false);
    const value = this.lookUpForPattern(name);
    if (value === undefined) return this.unset(`\${${name}/${pattern}/${replacement}}`);
    const replaced = replacePattern(value, pattern, replacement, { all, limit: this.budget });
    if (!replaced.ok) return this.fail('syntax', replaced.error);
    return replaced.value ?? this.fail('limit', tooLong);
  }

  /** An unset variable counts as empty, and the pattern is judged all the same, unless unset ones are kept. */
  private lookUpForPattern(name: string): string | undefined {
    const value = this.lookUp(name) ?? (this.options.keepUnset === true ? undefined : '');
    if (value === undefined || value === '') return value;
    const { allowance } = this.options;
    if (allowance !== undefined) {
      if (allowance.patterns === 0) return this.fail('limit', `there are more than ${limits.patterns} patterns`);
      allowance.patterns -= 1;
    }
    if (value.length <= limits.patternValue && !value.includes('\n')) return value;
    return this.fail('limit', 'the value that a pattern is matched against is too long');
  }

  private readNested(stop: string, keepEscapes: boolean, pattern: boolean): string {
    if (this.depth === limits.nesting) return this.fail('limit', `\`\${…}\` nests deeper than ${limits.nesting}`);
    const { list } = this;
    list?.forget();
    this.list = undefined;
    this.depth += 1;
    const text = this.readUntil(stop, keepEscapes, pattern);
    this.depth -= 1;
    this.list = list;
    return text;
  }

  /** A name, a special parameter or a row of digits; empty when nothing of that kind follows. */
  private readName(): string {
    return this.match(/\p{Nd}+|[@*#?\-$!]|[\p{L}_][\p{L}\p{Nd}_]*/uy);
  }

  private match(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const text = pattern.exec(this.source)?.[0] ?? '';
    this.at += text.length;
    return text;
  }

  private lookUp(name: string, hasDefault = false): string | undefined {
    const value = this.env.get(name);
    if (!hasDefault) this.demanded.add(name);
    (value === undefined ? this.unmatched : this.matched).add(name);
    return value === undefined || value.length <= limits.expansion ? value : this.fail('limit', tooLong);
  }

  private unset(written: string): string {
    return this.options.keepUnset === true ? written : '';
  }
}

const tooLong = `an expanded value is longer than ${limits.expansion} characters`;
