/** Every ceiling of the product, published in the docs from this file. Bytes, counts or milliseconds as named. */
export const limits = {
  jsonBodyBytes: 1_000_000,
  webhookBodyBytes: 4_000_000,
  uploadBytes: 16_000_000,
  importBytes: 64_000_000,
  urlBytes: 8_192,
  headerBytes: 16_384,
  trpcBatch: 20,
  page: 100,
  textField: 10_000,
  arrayItems: 1_000,
  requestMs: 30_000,
  ssePerMember: 6,
  ssePerProcess: 5_000,
  sseMaxDurationMs: 240_000,
  outboundProviderMs: 10_000,
} as const;
