import type { ImageUse, PulledImage, UnknownImage } from '../dockerfile/index.ts';
import { familiarReference, parseReference, type ImageReference } from '../reference/index.ts';
import { isMap, toYaml, type YamlMap, type YamlValue } from '../yaml/index.ts';
import { listField, textField } from './view.ts';

/** One image that a build pulls, as `baseImageDetails` keeps it. */
export interface BaseDetail {
  readonly reference: ImageReference;
  readonly use: ImageUse;
  readonly line: number;
  readonly pinned: boolean;
}

const uses: readonly string[] = ['final-base', 'build-stage', 'copy-from', 'mount', 'frontend', 'context'] satisfies ImageUse[];

export function toDetails(images: readonly PulledImage[]): readonly BaseDetail[] {
  return images.map(({ reference, use, line, pinned }) => ({ reference, use, line, pinned }));
}

export function renderDetails(details: readonly BaseDetail[]): YamlValue {
  return toYaml(details.map(({ reference, use, line, pinned }) => ({ ref: familiarReference(reference), kind: use, line, pinned })));
}

/** `baseImageDetails` of a state file; items that make no sense are passed over. */
export function readDetails(state: YamlMap): readonly BaseDetail[] {
  const known = details.get(state) ?? readAll(state);
  details.set(state, known);
  return known;
}

// Several rules need them, and reading references takes longer than any of these rules.
const details = new WeakMap<YamlMap, readonly BaseDetail[]>();

function readAll(state: YamlMap): readonly BaseDetail[] {
  return listField(state, 'baseImageDetails').flatMap((item) => {
    if (!isMap(item)) return [];
    const parsed = parseReference(textField(item, 'ref') ?? '');
    const use = textField(item, 'kind');
    const line = Number(textField(item, 'line') ?? '0');
    if (!parsed.ok || !isUse(use) || !Number.isSafeInteger(line)) return [];
    return [{ reference: parsed.value, use, line, pinned: textField(item, 'pinned') === 'true' }];
  });
}

function isUse(text: string | undefined): text is ImageUse {
  return text !== undefined && uses.includes(text);
}

export function renderUnknown(unknown: readonly UnknownImage[]): YamlValue | undefined {
  if (unknown.length === 0) return undefined;
  return toYaml(unknown.map(({ use, written, line, why }) => ({ written, kind: use, line, why })));
}
