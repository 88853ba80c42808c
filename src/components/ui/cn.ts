import { type ClassValue, clsx } from "clsx";

/** Joins classes. There is no merging: a component's look is chosen by its props, `className` only places it. */
export function cn(...classes: ClassValue[]): string {
  return clsx(classes);
}
