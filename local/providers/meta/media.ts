import { createHash, randomInt } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { GraphError } from "./errors";
import type { Media } from "./types";
import type { World } from "./world";

const MB = 1024 * 1024;
const MAX_BYTES: [RegExp, number][] = [
  [/^image\/webp$/, 0.5 * MB],
  [/^image\/(jpeg|png)$/, 5 * MB],
  [/^(audio|video)\//, 16 * MB],
  [/^(application|text)\//, 100 * MB],
];
const URL_LIFE_MS = 5 * 60_000;
const LIFE_MS = { upload: 30 * 24 * 3_600_000, webhook: 7 * 24 * 3_600_000 };

export interface MediaShelf {
  add(bytes: Buffer, mime: string, origin: Media["origin"], filename?: string): Media;
  find(id: string): Media;
  describe(id: string, baseUrl: string): Record<string, unknown>;
  download(id: string, expires: number): { media: Media; bytes: Buffer };
  bytes(id: string): Buffer | undefined;
  remove(id: string): void;
}

export function createMediaShelf(world: World): MediaShelf {
  const rows = world.store.collection<Media>("media");
  const folder = `${world.config.dataDir}/meta-media`;
  mkdirSync(folder, { recursive: true });
  const pathOf = (id: string) => `${folder}/${id}`;

  const find = (id: string): Media => {
    const media = rows.get(id);
    const isDead = !media || world.clock.now() > media.createdAt + LIFE_MS[media.origin];
    if (isDead)
      throw new GraphError(
        100,
        `Object with ID '${id}' does not exist, cannot be loaded due to missing permissions, or has expired.`,
        33,
      );
    return media;
  };

  return {
    find,
    add(bytes, mime, origin, filename) {
      const limit = MAX_BYTES.find(([kind]) => kind.test(mime))?.[1];
      if (limit === undefined) throw new GraphError(131_053, `Media type ${mime} is not supported.`);
      if (bytes.length > limit)
        throw new GraphError(131_053, `Media of ${bytes.length} bytes is over the limit of ${limit}.`);
      const id = `${randomInt(1_000_000_000, 9_999_999_999)}${randomInt(10_000, 99_999)}`;
      writeFileSync(pathOf(id), bytes);
      const sha256 = createHash("sha256").update(bytes).digest("hex");
      return rows.put(id, { id, mime, sha256, size: bytes.length, filename, createdAt: world.clock.now(), origin });
    },
    describe(id, baseUrl) {
      const media = find(id);
      const isExpired = world.faults.take("media_expired") !== undefined;
      const expires = world.clock.now() + (isExpired ? -1 : URL_LIFE_MS);
      return {
        messaging_product: "whatsapp",
        url: `${baseUrl}/__cdn/${id}?oe=${expires.toString(16)}&hash=${media.sha256.slice(0, 16)}`,
        mime_type: media.mime,
        sha256: media.sha256,
        file_size: media.size,
        id,
      };
    },
    download(id, expires) {
      const media = find(id);
      if (!(expires > world.clock.now())) throw new GraphError(131_052, "The media URL has expired; ask for it again.");
      return { media, bytes: readFileSync(pathOf(id)) };
    },
    bytes: (id) => (rows.get(id) && existsSync(pathOf(id)) ? readFileSync(pathOf(id)) : undefined),
    remove(id) {
      find(id);
      rows.delete(id);
    },
  };
}
