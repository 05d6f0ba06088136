import { planMigration, type Migration } from './migrate.ts';
import { ledgerPath } from './ledger.ts';
import type { StateText } from '../state/index.ts';

/** Files of a repository in memory, so that every run reads what the one before wrote. */
export class Repository {
  readonly files: Map<string, string>;
  day = 1;

  constructor(files: Readonly<Record<string, string>>) {
    this.files = new Map(Object.entries(files));
  }

  migrate(): Migration {
    const migration = planMigration({
      dir: 'image-factory',
      enrollment: this.some('image-factory/images.yaml'),
      ...this.one('foreignEnrollment', 'images.yaml'),
      ...this.one('settings', '.cascadeguard.yaml'),
      state: this.below('image-factory/state'),
      foreignState: ['.cascadeguard', 'state'].map((folder) => ({ folder, files: this.below(folder) })),
      ...this.ledger(),
      now: new Date(Date.UTC(2026, 0, this.day)),
    });
    this.day += 1;
    for (const file of migration.files) {
      if (file.kind === 'write') this.files.set(file.path, file.text);
      else this.files.delete(file.path);
    }
    return migration;
  }

  text(path: string): string {
    const text = this.files.get(path);
    if (text === undefined) throw new Error(`no ${path}: ${[...this.files.keys()].join(', ')}`);
    return text;
  }

  paths(below: string): string[] {
    return [...this.files.keys()].filter((path) => path.startsWith(below)).toSorted();
  }

  private some(path: string): { path: string; text: string }[] {
    const text = this.files.get(path);
    return text === undefined ? [] : [{ path, text }];
  }

  private one<K extends string>(key: K, path: string): { [P in K]?: { path: string; text: string } } {
    const [file] = this.some(path);
    return file === undefined ? {} : ({ [key]: file } as { [P in K]: { path: string; text: string } });
  }

  private below(folder: string): StateText[] {
    return this.paths(`${folder}/`).map((path) => ({ path: path.slice(folder.length + 1), text: this.text(path) }));
  }

  private ledger(): { ledger?: string } {
    const text = this.files.get(`image-factory/state/${ledgerPath}`);
    return text === undefined ? {} : { ledger: text };
  }
}
