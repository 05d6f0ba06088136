/** Set in a process whose effects are counted; its value is the descriptor on which they are announced. */
export const effectsVariable = 'IMAGE_FACTORY_TEST_EFFECTS';

/** Free in every program: the first after those for input, output and errors. */
export const effectsDescriptor = 3;

/** A place at which a process can be killed, for example `before:push`. */
export type EffectPoint = string;

/** One line each; the answer is one byte. */
export function formatPoint(point: EffectPoint): string {
  return `effect:${point}\n`;
}

export function parsePoint(line: string): EffectPoint | undefined {
  return line.startsWith('effect:') ? line.slice('effect:'.length) : undefined;
}
