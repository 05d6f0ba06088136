/** Variables by name; a `Map` is one. */
export interface Environment {
  get(name: string): string | undefined;
}

/** No variable is set. */
export const nothing: Environment = new Map<string, string>();

/** What several words may cost together; used up as they are expanded. */
export interface Allowance {
  /** How many more patterns may be matched. */
  patterns: number;
}

export interface ExpandOptions {
  readonly escape: string;
  /** Keep the quotes that stand around text. */
  readonly keepQuotes?: boolean;
  /** Keep the escape characters in front of what they escape. */
  readonly keepEscapes?: boolean;
  /** Take quotes for plain characters. */
  readonly plainQuotes?: boolean;
  /** Leave `$name` as it stands when there is no such variable. */
  readonly keepUnset?: boolean;
  readonly allowance?: Allowance;
}

export interface ExpansionFailure {
  /**
   * `syntax`: whatever the variables hold; `unset`: because of `${x?…}`;
   * `limit`: the word may be fine, but goes beyond what we follow.
   */
  readonly fault: 'syntax' | 'unset' | 'limit';
  readonly message: string;
}
