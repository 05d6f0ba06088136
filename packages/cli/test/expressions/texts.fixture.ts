import { anyYamlScalarText } from '@image-factory/testkit';
import fc from 'fast-check';

/**
 * What somebody could write to have it taken for something else: expressions of Kargo and of Argo Rollouts, ends of strings and
 * documents, YAML that is re-typed. @param word - stands in the text, so that it is found again
 */
const attacks: readonly ((word: string) => string)[] = [
  (word) => `\${{ secret('${word}').token }}`,
  (word) => `\${% secret("${word}").token %}`,
  (word) => `\${{secret("${word}")}}`,
  (word) => `\${{ sharedSecret('a') }}${word}\${% configMap('a') %}`,
  (word) => `${word}\${`,
  (word) => `${word}$`,
  (word) => `{{ secret('${word}') }}`,
  (word) => `%}${word}\${%`,
  (word) => `}} ${word} \${{`,
  (word) => `a") + secret("${word}").token + ("`,
  (word) => `a') + secret('${word}').token + ('`,
  (word) => `{{args.imageTag}}${word}`,
  (word) => `${word}{{ args.imageName }}`,
  (word) => `${word}\n---\napiVersion: v1\nkind: Secret\nmetadata: {name: ${word}}\n`,
  (word) => `${word}\n...\n`,
  (word) => `${word}: "a`,
  (word) => `- ${word}`,
  (word) => `'${word}`,
  (word) => `"${word}"`,
  (word) => `${word}\\`,
  (word) => `${word}"], "x": [`,
  (word) => `${word} # a`,
  (word) => `&${word} *${word}`,
  (word) => `!!binary ${word}`,
  (word) => `${word}; touch ${word} | sh`,
  (word) => `$(${word})\`${word}\``,
  (word) => `--${word}`,
  (word) => `../${word}`,
  (word) => `${word}/../..`,
  (word) => `${word}\u0000`,
  (word) => `${word}\u202e`,
  (word) => ` ${word} `,
  (word) => `${word}é`,
  (word) => `${word} & <${word}>`,
  (word) => word,
  (word) => `acme/${word}`,
  (word) => `${word}.yaml`,
  (word) => `ghcr.io/acme/${word}:1.10`,
];

/** Texts that are read as something else where they are not quoted: they can be names and tags. */
export const words = ['1.10', '1e3', '0x10', '012', 'null', 'true', 'no', 't', 'nan', 'inf', '22', '0123e45', '0x1p-2', '2026-01-01', '1_0'];

export const anyText: fc.Arbitrary<(word: string) => string> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...attacks) },
  { weight: 2, arbitrary: fc.constantFrom(...words).map((text) => () => text) },
  { weight: 2, arbitrary: anyYamlScalarText.map((text) => (word: string) => `${text}${word}`) },
);
