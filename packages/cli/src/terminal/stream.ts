/** What the program needs of a standard stream. */
export interface Stream {
  /** @param done - called when the text was taken, or with the reason why it was not */
  write(text: string, done?: (failure?: Error | null) => void): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

export type Env = Readonly<Record<string, string | undefined>>;

/** Colors are for eyes: on a terminal that has them, unless somebody said no (https://no-color.org). */
export function hasColors({ isTTY }: Stream, env: Env, refused: boolean): boolean {
  return isTTY === true && !refused && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb';
}
