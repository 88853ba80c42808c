import { Search } from "lucide-react";
import { Button, Field, Input, Select } from "@/components/ui";

/** A plain form: filters live in the address and work without script. */
export function SearchBox({
  action,
  text,
  placeholder,
  label,
  submitLabel,
  select,
  hidden = {},
}: {
  action: string;
  text: string;
  placeholder: string;
  label: string;
  submitLabel: string;
  select?: { name: string; label: string; value: string; options: readonly { value: string; label: string }[] };
  hidden?: Readonly<Record<string, string | undefined>>;
}) {
  return (
    <form action={action} className="flex flex-wrap items-end gap-2">
      {Object.entries(hidden).map(([name, value]) =>
        value ? <input key={name} type="hidden" name={name} value={value} /> : null,
      )}
      <Field label={label} className="min-w-48 flex-1">
        {(control) => (
          <Input
            {...control}
            type="search"
            name="q"
            defaultValue={text}
            placeholder={placeholder}
            aria-keyshortcuts="/"
          />
        )}
      </Field>
      {select ? (
        <Field label={select.label}>
          {(control) => (
            <Select
              {...control}
              name={select.name}
              defaultValue={select.value}
              options={select.options}
              className="min-w-40"
            />
          )}
        </Field>
      ) : null}
      <Button type="submit" icon={Search}>
        {submitLabel}
      </Button>
    </form>
  );
}
