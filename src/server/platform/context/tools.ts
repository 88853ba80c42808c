import type { ToolDefinition } from "./types";

export type { ToolDefinition, ToolRegistry } from "./types";

export const defineTool = <Input, Output>(tool: ToolDefinition<Input, Output>): ToolDefinition =>
  tool as unknown as ToolDefinition;
