import { child, entriesOf, itemsOf, scalarText, type Node } from '../document/index.ts';
import { known, unknown, type Outcome } from './outcome.ts';

/** A way of starting the workflow, told apart by what `inputs` holds then. */
export interface Start {
  /** `workflow_dispatch`, `workflow_call`, or whatever has no inputs. */
  readonly kind: 'by hand' | 'by another workflow' | 'otherwise';
  readonly input: (name: string) => Outcome;
}

/**
 * The ways in which a workflow is started. By hand, or by somebody who dispatches it, an input has its default unless
 * it is given another value; another workflow gives what it likes; any other event gives no inputs at all. So an
 * input's value is known when every way leads to the same, and the caller of this compares them.
 */
export function readStarts(workflow: Node | undefined): readonly [Start, ...Start[]] {
  const on = child(workflow, 'on');
  const names = on?.kind === 'map' ? [...on.entries.keys()] : itemsOf(on).map((item) => (item.kind === 'scalar' ? item.text : ''));
  const starts: Start[] = [];
  const [dispatchInputs, callInputs] = [declared(on, 'workflow_dispatch'), declared(on, 'workflow_call')];
  if (names.includes('workflow_dispatch'))
    starts.push({ kind: 'by hand', input: (name) => dispatched(dispatchInputs.get(name.toLowerCase()), name) });
  if (names.includes('workflow_call'))
    starts.push({ kind: 'by another workflow', input: (name) => called(callInputs.get(name.toLowerCase()), name) });
  const others = names.some((name) => name !== 'workflow_dispatch' && name !== 'workflow_call');
  const otherwise: Start = { kind: 'otherwise', input: () => known(null) };
  const [first = otherwise, ...more] = starts;
  return [first, ...more, ...(others && starts.length > 0 ? [otherwise] : [])];
}

/** By lower-case name: names of inputs know no case. */
function declared(on: Node | undefined, trigger: string): ReadonlyMap<string, Node> {
  return new Map(entriesOf(child(child(on, trigger), 'inputs')).map(({ key, value }) => [key.toLowerCase(), value]));
}

function dispatched(input: Node | undefined, name: string): Outcome {
  if (input === undefined) return known(null);
  const standard = defaultOf(input);
  if (standard !== undefined && !standard.includes('${{')) return known(typeOf(input) === 'boolean' ? standard === 'true' : standard);
  if (typeOf(input) === 'boolean' && standard === undefined) return known(false);
  const needed = scalarOf(child(input, 'required')) === 'true' || typeOf(input) === 'choice' || standard !== undefined;
  return needed ? unknown(`whoever starts the workflow decides it with the input \`${name}\``) : known('');
}

function called(input: Node | undefined, name: string): Outcome {
  if (input === undefined) return known(null);
  const standard = defaultOf(input);
  const otherwise = standard === undefined ? '' : `, whose default is \`${standard.slice(0, 100)}\``;
  return unknown(`the calling workflow decides it with the input \`${name}\`${otherwise}`);
}

function typeOf(input: Node): string | undefined {
  return scalarOf(child(input, 'type'));
}

function defaultOf(input: Node): string | undefined {
  return scalarOf(child(input, 'default'));
}

function scalarOf(node: Node | undefined): string | undefined {
  return node?.kind === 'scalar' ? (scalarText(node, 'workflow') ?? undefined) : undefined;
}
