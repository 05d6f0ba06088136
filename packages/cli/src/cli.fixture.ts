import { fakeClock, type Files } from '@image-factory/testkit';
import { Readable } from 'node:stream';
import { openPorts } from './ports.ts';
import { run } from './run.ts';

export interface CliRun {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  /** Whether both streams are a terminal of 80 columns. */
  readonly terminal?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  /** In the chunks in which it arrives. */
  readonly stdin?: readonly string[];
}

/** Runs a command line in this process, on the real file system and git. */
export async function cli(cwd: string, argv: readonly string[], { terminal = false, env = {}, stdin = [] }: CliOptions = {}): Promise<CliRun> {
  const written = { stdout: '', stderr: '' };
  const stream = (name: 'stdout' | 'stderr') => ({
    isTTY: terminal,
    columns: terminal ? 80 : undefined,
    write: (text: string, done?: () => void) => {
      written[name] += text;
      done?.();
    },
  });
  const exitCode = await run(argv, {
    cwd,
    env: { IMAGE_FACTORY_OFFLINE: '1', ...env }, // no network in tests
    stdin: () => Readable.from(stdin.map((chunk) => Buffer.from(chunk))),
    stdout: stream('stdout'),
    stderr: stream('stderr'),
    clock: fakeClock('2026-01-01T10:00:00Z'),
    openPorts,
  });
  return { exitCode, ...written };
}

export function entry(name: string, dockerfile = `${name}/Dockerfile`, more = ''): string {
  return `- name: ${name}\n  registry: ghcr.io\n  repository: acme/${name}\n  source:\n    provider: github\n    branch: main\n    dockerfile: ${dockerfile}\n${more}`;
}

export const images = 'image-factory/images.yaml';

/** A small factory: an image of our own, one that is built from it, and one that is only watched. */
export const shop: Files = {
  [images]: [entry('runtime'), entry('web'), '- name: postgres\n  registry: docker.io\n  repository: library/postgres\n  allowTags: ^16-alpine$\n'].join('\n'),
  'image-factory/factory.yaml': 'repository: acme/shop\n',
  'runtime/Dockerfile': 'FROM node:22-bookworm-slim\nRUN --mount=from=ghcr.io/astral-sh/uv:0.9,target=/uv true\n',
  'web/Dockerfile': 'FROM golang:1.24 AS build\nRUN make\nFROM ghcr.io/acme/runtime\nCOPY --from=build /web /web\n',
};
