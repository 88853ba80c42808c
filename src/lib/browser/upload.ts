import type { ErrorCode, ErrorData } from "../errors";

export type Uploaded = { ok: true; importId: string } | { ok: false; code: ErrorCode | "offline"; facts?: ErrorData };

/** Sends a file as it is to the door that takes bytes; the server reads it. */
export async function uploadImport(file: File, slug: string): Promise<Uploaded> {
  let response: Response;
  try {
    response = await fetch("/api/files/imports", {
      method: "POST",
      headers: {
        "x-mostrador-tenant": slug,
        "x-file-name": encodeURIComponent(file.name),
        "content-type": "application/octet-stream",
      },
      body: file,
    });
  } catch {
    return { ok: false, code: "offline" };
  }
  const answer = (await response.json().catch(() => ({}))) as {
    importId?: string;
    code?: ErrorCode;
    facts?: ErrorData;
  };
  if (response.ok && answer.importId) return { ok: true, importId: answer.importId };
  return { ok: false, code: answer.code ?? "internal", facts: answer.facts };
}
