"use client";

import { useEffect, useState } from "react";
import { trpc } from "@/components/trpc/client";
import { Banner, Button, Field, Input, Select } from "@/components/ui";
import { useT } from "@/lib/i18n/client";

type Template = Awaited<ReturnType<typeof trpc.conversations.templates.query>>[number];

const filled = (body: string, values: Readonly<Record<string, string>>) =>
  body.replace(/\{\{(\w+)\}\}/g, (whole, name: string) => values[name]?.trim() || whole);

/** What takes the composer's place when the window is shut: a template with its blanks, seen as the customer will. */
export function TemplatePicker({
  customerName,
  onSend,
  isSending,
}: {
  customerName: string;
  onSend: (template: string, variables: string[]) => void;
  isSending: boolean;
}) {
  const t = useT();
  const [templates, setTemplates] = useState<readonly Template[]>([]);
  const [name, setName] = useState("respuesta_en_espera");
  const [values, setValues] = useState<Readonly<Record<string, string>>>({ nombre: customerName });
  const [isTried, setIsTried] = useState(false);
  useEffect(() => {
    void trpc.conversations.templates.query().then(setTemplates, () => setTemplates([]));
  }, []);
  const template = templates.find((one) => one.name === name) ?? templates[0];
  return (
    <div className="flex flex-col gap-2">
      <Banner tone="warning" title={t("inbox.windowClosedTitle")}>
        {t("inbox.windowClosedHint")}
      </Banner>
      {template ? (
        <form
          className="flex flex-col gap-2"
          onSubmit={(event) => {
            event.preventDefault();
            const variables = template.variables.map((variable) => values[variable]?.trim() ?? "");
            setIsTried(true);
            if (variables.every(Boolean)) onSend(template.name, variables);
          }}
        >
          <div className="grid gap-2 sm:grid-cols-2">
            <Field label={t("inbox.template")}>
              {(control) => (
                <Select {...control} value={template.name} onChange={(event) => setName(event.target.value)}>
                  {templates.map((one) => (
                    <option key={one.name} value={one.name}>
                      {one.name.replaceAll("_", " ")}
                    </option>
                  ))}
                </Select>
              )}
            </Field>
            {template.variables.map((variable) => (
              <Field
                key={variable}
                label={variable}
                error={isTried && !values[variable]?.trim() ? t("errors.template_variable_missing") : undefined}
              >
                {(control) => (
                  <Input
                    {...control}
                    value={values[variable] ?? ""}
                    onChange={(event) => setValues({ ...values, [variable]: event.target.value })}
                  />
                )}
              </Field>
            ))}
          </div>
          <p className="rounded-lg bg-bubble-out px-3 py-2 text-sm">{filled(template.body, values)}</p>
          <Button
            type="submit"
            variant="primary"
            pending={isSending}
            pendingLabel={t("inbox.sending")}
            className="self-end"
          >
            {t("inbox.sendTemplate")}
          </Button>
        </form>
      ) : null}
    </div>
  );
}
