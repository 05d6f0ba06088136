import { readYamlMap, type YamlMap } from '@image-factory/core/yaml';

export function parseYamlState(text = ''): YamlMap {
  const read = readYamlMap(text, 'state.yaml');
  if (!read.ok) throw new Error(read.error.message);
  return read.value;
}
