import type { OpenRegistries, RollbackRegistry } from '@image-factory/use-cases';
import type { Env } from '../terminal/stream.ts';

/** Reaches registries with the credentials that may push. The client is loaded when it is asked for. */
export function openPushes(env: Env, log: { debug(text: string): void }): OpenRegistries<RollbackRegistry> {
  let opened: Promise<OpenRegistries<RollbackRegistry>> | undefined;
  return async (registries) => {
    opened ??= open();
    return (await opened)(registries);
  };

  async function open(): Promise<OpenRegistries<RollbackRegistry>> {
    const { openPushRegistries } = await import('@image-factory/registry');
    return openPushRegistries({ env, token: env['GITHUB_TOKEN'], log });
  }
}
