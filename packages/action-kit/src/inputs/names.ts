/** The variables of a process. */
export type Env = Readonly<Record<string, string | undefined>>;

/** `dryRun`, as code says it, is `dry-run` in action.yml. */
export function toKebab(key: string): string {
  return key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

const prefix = 'INPUT_';

/** What the runner makes of an input's name: upper case, blanks become `_`, and everything else stays. */
function variablePart(name: string): string {
  return name.replaceAll(' ', '_').toUpperCase();
}

/** The values that a step was given: trimmed, and without those that are empty. */
export interface Given {
  get(name: string): string | undefined;
  /** In lower case; the runner does not tell how they were written. */
  readonly names: readonly string[];
}

export function givenInputs(env: Env): Given {
  const values = new Map<string, string>();
  for (const [variable, value = ''] of Object.entries(env)) {
    if (variable.startsWith(prefix) && value.trim() !== '') values.set(variable.slice(prefix.length), value.trim());
  }
  return {
    get: (name) => values.get(variablePart(name)),
    names: [...values.keys()].map((name) => name.toLowerCase()),
  };
}
