import { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';

/** Metadata as far as we write it. */
export interface Metadata {
  readonly name: string;
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** A Kubernetes object as it is written to a file. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Metadata;
  readonly [part: string]: unknown;
}

/** What all our objects have in common. */
export interface ObjectProps {
  readonly name: string;
  /** Left out for objects of the whole cluster. */
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  /** What the object is for, in a few words: shown in summaries and in Kargo's user interface. */
  readonly why: string;
}

/** The parent of every construct here: an object that can say what it is for. */
export class FactoryObject extends ApiObject {
  readonly why: string;
  readonly #manifest: KubernetesObject;

  constructor(
    scope: Construct,
    kind: { readonly apiVersion: string; readonly kind: string },
    props: ObjectProps,
    parts: Readonly<Record<string, unknown>> = {},
  ) {
    const { name, namespace, labels = {}, annotations = {}, why } = props;
    const metadata: Metadata = {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      labels: { ...managedBy, ...labels },
      ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
    };
    const manifest = { ...kind, metadata, ...parts };
    // A number suffices: the tree of constructs lives as long as it takes to print them, and nothing is named after its ids.
    super(scope, String(scope.node.children.length), manifest);
    this.why = why;
    this.#manifest = manifest;
  }

  /**
   * The object as it was made. It is plain data: nothing to resolve, patch or strip, which for a thousand images costs
   * cdk8s more than everything else together.
   */
  override toJson(): KubernetesObject {
    return this.#manifest;
  }
}

/** Tells our objects from those of other tools. */
const managedBy = { 'app.kubernetes.io/managed-by': 'image-factory' };

/** Label with the name of the image that an object is there for. */
export const imageLabel = 'image-factory.io/image';
