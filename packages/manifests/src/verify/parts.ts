import { isEditableList, isEditableMap, type EditableMap, type EditableValue, type YamlPath } from '@image-factory/core/yaml';

// Whatever somebody wrote is read without complaint; that a part has another form than it should is said by its shape.

const none: EditableMap = {};

export function mapOf(value: EditableValue | undefined): EditableMap {
  return isEditableMap(value) ? value : none;
}

export function textOf(value: EditableValue | undefined): string {
  return typeof value === 'string' ? value : '';
}

/** A part of a list or mapping, with the path that leads to it. */
export interface Part<T> {
  readonly path: YamlPath;
  readonly value: T;
}

/** The items of a list that are mappings. */
export function mapsIn(value: EditableValue | undefined, path: YamlPath): Part<EditableMap>[] {
  return itemsOf(value, path).flatMap(({ path: at, value: item }) => (isEditableMap(item) ? [{ path: at, value: item }] : []));
}

/** The items of a list that are texts. */
export function textsOf(value: EditableValue | undefined, path: YamlPath): Part<string>[] {
  return itemsOf(value, path).flatMap(({ path: at, value: item }) => (typeof item === 'string' ? [{ path: at, value: item }] : []));
}

function itemsOf(value: EditableValue | undefined, path: YamlPath): Part<EditableValue>[] {
  return isEditableList(value) ? value.map((item, index) => ({ path: [...path, index], value: item })) : [];
}

/** Every text within a value, however deep. */
export function textsWithin(value: EditableValue | undefined, path: YamlPath): Part<string>[] {
  if (typeof value === 'string') return [{ path, value }];
  if (isEditableList(value)) return value.flatMap((item, index) => textsWithin(item, [...path, index]));
  return isEditableMap(value) ? Object.entries(value).flatMap(([key, item]) => textsWithin(item, [...path, key])) : [];
}
