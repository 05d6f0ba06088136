export { readYamlMap } from './plain.ts';
export { renderText, renderYaml, renderYamlFile, type Section } from './render.ts';
export { isAmbiguous, isList, isMap, isNull, nothing, Plain, sameValue, toYaml, type YamlMap, type YamlValue } from './value.ts';
export { parseEditable, type EditableDocument } from './editable.ts';
export { isEditableList, isEditableMap, type EditableList, type EditableMap, type EditableValue, type YamlPath } from './editable-value.ts';
export { prescan, type YamlKind } from './prescan.ts';
export { appendEntry, setKey, type Edited } from './edit.ts';
export { countLines, type Lines } from './lines.ts';
