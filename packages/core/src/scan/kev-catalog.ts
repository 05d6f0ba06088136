import { show } from '../text/index.ts';
import type { AdvisoryList } from './advisories.ts';
import { collectFlaws, isJsonList, isJsonMap, textAt, type Read } from './fields.ts';
import { parseVulnerabilityId } from './ids.ts';
import type { JsonMap } from './json.ts';

/** Whether it looks like the catalog of exploited vulnerabilities that CISA publishes as JSON. */
export function isKevCatalog(document: JsonMap): boolean {
  return document.has('catalogVersion') && document.has('vulnerabilities');
}

/** Each of its entries is an advisory: the vulnerability is exploited, in whatever package a scanner finds it. */
export function readKevCatalog(document: JsonMap): Read<AdvisoryList> {
  const list = document.get('vulnerabilities');
  if (!isJsonList(list)) {
    return {
      value: undefined,
      flaws: collectFlaws({ severity: 'error', path: ['vulnerabilities'], message: '`vulnerabilities` is not a list.' }),
    };
  }
  const flaws = collectFlaws();
  const advisories = list.flatMap((entry, index) => {
    const text = isJsonMap(entry) ? textAt(entry, 'cveID') : '';
    const id = parseVulnerabilityId(text);
    if (id !== undefined) return [{ id, aliases: [], kev: true }];
    flaws.add(() => ({
      severity: 'warning',
      path: ['vulnerabilities', index],
      message: `${show(text)} is no id of a vulnerability; it is left out.`,
    }));
    return [];
  });
  return { value: { kind: 'advisories', advisories }, flaws };
}
