import type { ZodType } from "zod";
import type { Permission } from "@/lib/permissions";
import type { ServiceContext } from "./index";

/**
 * An action a module offers to bots, models, the palette and WhatsApp approvals: a use case with a name.
 * `read` runs at once; `reversible` runs and is told; `confirm` needs the customer's button; `approval` needs a member with the permission.
 */
export interface ToolDefinition<Input = unknown, Output = unknown> {
  name: string;
  title: { es: string; en: string };
  kind: "read" | "reversible" | "confirm" | "approval";
  permission: Permission;
  input: ZodType<Input>;
  output: ZodType<Output>;
  run(ctx: ServiceContext, input: Input): Promise<Output>;
}

export interface ToolRegistry {
  /** Parses the input, runs the use case as the context's actor, parses the output. Unknown tool: `not_found`. */
  run(ctx: ServiceContext, name: string, input: unknown): Promise<unknown>;
  list(): readonly ToolDefinition[];
}

export const defineTool = <Input, Output>(tool: ToolDefinition<Input, Output>): ToolDefinition =>
  tool as unknown as ToolDefinition;
