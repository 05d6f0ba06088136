import { readReports, type GivenReports, type Reports } from '@image-factory/use-cases';
import { readAnyFile } from './read-any-file.ts';

/** Reads what the options name, from where somebody is; undefined when they name nothing. */
export async function reportsOf(
  { report, advisories }: { readonly report: GivenReports['reports']; readonly advisories: GivenReports['advisories'] },
  cwd: string,
): Promise<Reports | undefined> {
  if (report.length + advisories.length === 0) return undefined;
  return readReports({ reports: report, advisories }, { read: (file, mostBytes) => readAnyFile(file, cwd, mostBytes) });
}
