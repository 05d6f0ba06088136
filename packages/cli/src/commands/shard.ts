import { error, type Checked } from '@image-factory/core/problem';
import { parseShard, type Shard } from '@image-factory/core/state';

export interface ShardOptions {
  readonly shard?: string | undefined;
  readonly image?: string | undefined;
}

/** Reads `--shard 2/5`. */
export function readShard({ shard: text, image }: ShardOptions): Checked<{ readonly shard?: Shard }> {
  if (text === undefined) return { value: {}, problems: [] };
  const parsed = parseShard(text);
  if (!parsed.ok) {
    const { message, hint } = parsed.error;
    return { value: {}, problems: [error('inputs/invalid', `--shard: ${message}`, hint === undefined ? {} : { hint })] };
  }
  if (image === undefined) return { value: { shard: parsed.value }, problems: [] };
  return {
    value: {},
    problems: [error('inputs/disagreement', '--shard is a part of all images, and --image is one: give one of the two.')],
  };
}
