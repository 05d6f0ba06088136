import { RE2JS } from 're2js';

/** Compiles the expression with RE2's rules, in time linear in its length. Undefined when it is valid, else what is wrong. */
export function compileFault(pattern: string): string | undefined {
  try {
    RE2JS.compile(pattern);
    return undefined;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : '';
    return /^error parsing regexp: ([^`]+?)(?:: `.*)?$/s.exec(reason)?.[1] ?? 'it does not compile';
  }
}
