import { createHash } from "node:crypto";
import type { z } from "zod";
import type { TemplateSend, templateParameter } from "./content";
import { GraphError } from "./errors";
import type { Template } from "./types";

type Parameter = z.infer<typeof templateParameter>;

const PLACEHOLDER = /\{\{\s*([a-z0-9_]+)\s*\}\}/gi;
const BODY_MAX = 1024;

export const placeholdersOf = (text: string): string[] =>
  [...text.matchAll(PLACEHOLDER)].map((match) => match[1] ?? "");

export function templateId(wabaId: string, name: string, language: string): string {
  const hash = createHash("sha256").update(`${wabaId}|${name}|${language}`).digest("hex");
  return BigInt(`0x${hash.slice(0, 13)}`).toString();
}

/** Languages fall back to nothing at Meta: `es` and `es_MX` are two templates. */
export function findTemplate(all: Template[], wabaId: string, send: TemplateSend): Template {
  const code = send.language.code;
  const found = all.find((one) => one.wabaId === wabaId && one.name === send.name && one.language === code);
  if (!found || found.status === "PENDING" || found.status === "REJECTED") {
    throw new GraphError(132001, `template name (${send.name}) does not exist in ${code}`);
  }
  if (found.status === "PAUSED") throw new GraphError(132015, `template (${send.name}) is paused due to low quality`);
  if (found.status === "DISABLED") throw new GraphError(132016, `template (${send.name}) is disabled`);
  return found;
}

export type RenderedTemplate = {
  name: string;
  language: string;
  header?: string;
  body: string;
  footer?: string;
  buttons: { type: string; text: string; payload?: string; url?: string }[];
};

/** Fills a template in, or refuses as Meta does when the parameters do not fit what was approved. */
export function renderTemplate(template: Template, send: TemplateSend): RenderedTemplate {
  const components = send.components ?? [];
  const parametersOf = (type: string) => components.find((one) => one.type === type)?.parameters ?? [];
  const body = fill(template.body, parametersOf("body"), template.parameterFormat, "body");
  if (body.length > BODY_MAX) throw new GraphError(132005, `the body has ${body.length} characters`);
  const buttons = template.buttons.map((button, index) => {
    const sent = components.find((one) => one.type === "button" && one.index === index);
    const value = sent?.parameters?.[0];
    if (button.type === "QUICK_REPLY")
      return { type: "quick_reply", text: button.text, payload: value?.payload ?? button.text };
    if (button.type !== "URL") return { type: "phone_number", text: button.text };
    const url = button.url ?? "";
    const isDynamic = placeholdersOf(url).length > 0;
    if (isDynamic && !value?.text)
      throw new GraphError(131008, `buttons: button at index ${index} of type Url requires a parameter`);
    if (!isDynamic && value) throw new GraphError(132000, `buttons: button at index ${index} takes no parameter`);
    return { type: "url", text: button.text, url: url.replace(PLACEHOLDER, () => value?.text ?? "") };
  });
  const stray = components.find(
    (one) => one.type === "button" && (one.index === undefined || !template.buttons[one.index]),
  );
  if (stray) throw new GraphError(132000, `buttons: there is no button at index ${stray.index ?? "?"}`);
  return {
    name: template.name,
    language: template.language,
    header: template.header && fill(template.header, parametersOf("header"), template.parameterFormat, "header"),
    body,
    footer: template.footer,
    buttons,
  };
}

function fill(text: string, parameters: Parameter[], format: Template["parameterFormat"], part: string): string {
  const names = [...new Set(placeholdersOf(text))];
  if (parameters.length !== names.length) {
    throw new GraphError(
      132000,
      `${part}: number of localizable_params (${parameters.length}) does not match the expected number of params (${names.length})`,
    );
  }
  const isNamed = parameters.some((one) => one.parameter_name !== undefined);
  if (isNamed ? format === "POSITIONAL" : format === "NAMED" && names.length > 0) {
    throw new GraphError(132012, `${part}: parameters must be ${format.toLowerCase()}`);
  }
  const values = new Map<string, string>();
  parameters.forEach((one, index) => {
    const name = one.parameter_name ?? names[index] ?? "";
    if (!names.includes(name)) throw new GraphError(132012, `${part}: unknown parameter ${name}`);
    const value = one.text ?? "";
    if (value.trim() === "") throw new GraphError(131008, `${part}: parameter ${name} is empty`);
    if (/[\n\t]|\s{5,}/.test(value))
      throw new GraphError(132007, `${part}: parameter ${name} has new lines, tabs or long spaces`);
    values.set(name, value);
  });
  return text.replace(PLACEHOLDER, (_match, name: string) => values.get(name) ?? "");
}
