import { readFile } from 'node:fs/promises';
import { parseDigest, type Digest } from '@image-factory/core/reference';
import { z } from 'zod';

const Metadata = z.record(z.string(), z.record(z.string(), z.unknown()).or(z.unknown()));

/** What buildx wrote of a target: nothing where it wrote no file, or none that can be read. */
export async function readMetadata(
  file: string,
  target: string,
): Promise<{ readonly metadata: Record<string, unknown>; readonly digest?: Digest }> {
  const metadata = targetOf(await readFile(file, 'utf8').catch(() => '{}'), target);
  const written = metadata['containerimage.digest'];
  const digest = typeof written === 'string' ? parseDigest(written) : undefined;
  return { metadata, ...(digest === undefined ? {} : { digest }) };
}

function targetOf(text: string, target: string): Record<string, unknown> {
  try {
    const read = Metadata.safeParse(JSON.parse(text));
    const found = read.success ? read.data[target] : undefined;
    return z.record(z.string(), z.unknown()).catch({}).parse(found);
  } catch {
    return {};
  }
}
