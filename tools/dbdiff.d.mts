/** SQL that turns the models in `from` (a schema file or folder, or "empty") into those in `to`. */
export function diffModels(from: string, to: string): Promise<string>;
