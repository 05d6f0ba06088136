export { child, entriesOf, itemsOf, type MapNode, type Node, type ScalarNode } from './node.ts';
export { readDocument } from './read-document.ts';
export { scalarText } from './scalar-text.ts';
