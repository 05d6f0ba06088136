import * as fc from 'fast-check';

/** Ways to write something, each by the feature that it shows. */
export type Forms = Readonly<Record<string, (draft: Draft) => string>>;

/** A stage that has been written. */
export interface DraftStage {
  readonly name?: string;
}

/** A Dockerfile in the making: draws by chance, and remembers what later parts need to know and which features came up. */
export class Draft {
  readonly features = new Set<string>();
  /** The character that escapes and continues lines. */
  escape = '\\';
  /** Arguments in front of the first FROM. */
  readonly args: string[] = [];
  readonly stages: DraftStage[] = [];
  /** Names of the contexts that the build gives. */
  readonly contexts: string[] = [];
  private readonly draw: fc.GeneratorValue;

  constructor(draw: fc.GeneratorValue) {
    this.draw = draw;
  }

  note(feature: string): void {
    this.features.add(feature);
  }

  int(min: number, max: number): number {
    return this.draw(fc.integer, { min, max });
  }

  /** True in so many of a hundred draws. */
  chance(percent: number): boolean {
    return this.int(1, 100) <= percent;
  }

  /** @throws RangeError when the list is empty */
  pick<T>(list: readonly T[]): T {
    const index = this.int(0, list.length - 1);
    if (index >= list.length) throw new RangeError('There is nothing to pick from.');
    return list[index] as T;
  }

  /** Writes one of the forms and notes its feature. */
  form(forms: Forms): string {
    const feature = this.pick(Object.keys(forms));
    this.note(feature);
    return forms[feature]?.(this) ?? '';
  }

  /** Name of a stage in front of the one that is being written. */
  earlierStage(): string | undefined {
    const names = this.stages.slice(0, -1).flatMap(({ name }) => name ?? []);
    return names.length === 0 ? undefined : this.pick(names);
  }
}
