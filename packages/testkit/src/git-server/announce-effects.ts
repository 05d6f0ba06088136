import { readSync, writeSync } from 'node:fs';
import { effectsVariable, formatPoint, type EffectPoint } from './effect-channel.ts';

/**
 * A port that announces each of its effects before it begins and after it has ended, also when it ended with an error.
 * Without the parent of `runUntilKilled` it is the port itself. For the entry scripts of tests.
 *
 * @param name - put before the method in the names of the points, `before:<name>.<method>`; for ports with equal verbs
 */
export function announceEffects<Port extends object>(port: Port, name?: string): Port {
  if (process.env[effectsVariable] === undefined) return port;
  return new Proxy(port, {
    get(target, key) {
      const member: unknown = Reflect.get(target, key, target);
      if (typeof member !== 'function') return member;
      const call = (args: unknown[]): unknown => Reflect.apply(member, target, args);
      if (typeof key === 'symbol') return (...args: unknown[]) => call(args); // the end of a scope is no effect of its own
      return announced(name === undefined ? key : `${name}.${key}`, call);
    },
  });
}

/**
 * A point of its own, outside of any port. Everything in this process stands still until the parent lets it go on, so that
 * nothing else happens between the announcement and the kill.
 */
export function announcePoint(point: EffectPoint): void {
  const descriptor = Number(process.env[effectsVariable] ?? 'NaN');
  if (Number.isNaN(descriptor)) return;
  writeSync(descriptor, formatPoint(point));
  if (readSync(descriptor, Buffer.alloc(1)) === 0) process.kill(process.pid, 'SIGKILL'); // nobody is left who would decide
}

function announced(name: string, call: (args: unknown[]) => unknown): (...args: unknown[]) => unknown {
  return (...args) => {
    announcePoint(`before:${name}`);
    const after = () => announcePoint(`after:${name}`);
    let result: unknown;
    try {
      result = call(args);
    } catch (error) {
      after();
      throw error;
    }
    if (result instanceof Promise) return result.finally(after);
    after();
    return result;
  };
}
