import type { OpenRegistries, Registries } from '@image-factory/use-cases';
import type { Env } from '../terminal/stream.ts';

/** Reaches registries with the credentials of this machine. The client is loaded when it is asked for: most runs need none of it. */
export function openRegistries(env: Env, log: { debug(text: string): void }): OpenRegistries<Registries> {
  let opened: Promise<OpenRegistries<Registries>> | undefined;
  const token = env['GITHUB_TOKEN'];
  return async (registries) => {
    opened ??= open();
    return (await opened)(registries);
  };

  async function open(): Promise<OpenRegistries<Registries>> {
    const { openRegistries: openAll } = await import('@image-factory/registry');
    return openAll({ env, token, log });
  }
}
