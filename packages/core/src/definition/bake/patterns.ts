import type { Config } from './config.ts';

/** The groups and targets that a pattern of the command line names; a plain name stands for itself. */
export function matchNames(config: Config, pattern: string): string[] {
  if (!/[*?]/.test(pattern)) return [pattern];
  const source = pattern.replaceAll(/[^\w]/g, (char) => (char === '*' ? '[^/]*' : char === '?' ? '[^/]' : `\\${char}`));
  const expression = new RegExp(`^${source}$`);
  const names = [...config.groups.keys(), ...config.targets.keys()].filter((name) => expression.test(name));
  return names.length === 0 && pattern !== '*' ? [pattern] : names;
}
