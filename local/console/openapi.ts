import { z } from "zod";

export type Operation = {
  method: "get" | "post" | "patch" | "delete";
  path: string;
  summary: string;
  query?: Record<string, string>;
  body?: z.ZodType;
};

/** The console's API in OpenAPI 3.1, made from the same list the routes are declared in. */
export function describeApi(operations: Operation[], server: string): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const { method, path, summary, query = {}, body } of operations) {
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
      name,
      in: "path",
      required: true,
      schema: { type: "string" },
    }));
    const inQuery = Object.entries(query).map(([name, description]) => ({
      name,
      in: "query",
      description,
      schema: { type: "string" },
    }));
    paths[path] = {
      ...paths[path],
      [method]: {
        summary,
        operationId: `${method}_${path
          .replace(/^\/api\//, "")
          .replace(/[^a-z]+/gi, "_")
          .replace(/_$/, "")}`,
        parameters: [...inPath, ...inQuery],
        ...(body
          ? {
              requestBody: {
                required: true,
                content: { "application/json": { schema: z.toJSONSchema(body, { io: "input" }) } },
              },
            }
          : {}),
        responses: {
          [method === "post" && path.endsWith("/messages") ? "201" : "200"]: {
            description: "Done",
            content: { "application/json": {} },
          },
          "404": { description: "No such thing on this machine" },
          "422": { description: "The input does not fit, with the reason" },
        },
      },
    };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Mostrador console",
      version: "1",
      description: "Drives the outside world that stands in on this machine. Development only.",
    },
    servers: [{ url: server }],
    paths,
  };
}
