import type { Inventory } from './inventory.ts';
import type { Package, VariableSource } from './package.ts';
import { created, kept, type Planned, type PlanOptions, unlike } from './step.ts';

export function planVariables({ variables }: Package, inventory: Inventory, options: PlanOptions): Planned[] {
  return variables.map((variable) => planVariable(variable, inventory, options));
}

function planVariable(
  variable: VariableSource,
  { variables }: Inventory,
  { publicUrl, upgrade }: PlanOptions,
): Planned {
  const { name } = variable;
  const found = variables.get(name);
  const value = publicUrl === null ? [] : [{ do: 'value' as const, variable: name, value: publicUrl }];
  if (!found) return created('variable', name, [{ do: 'variable', variable }, ...value]);
  if (publicUrl === null || found.value?.text === publicUrl) return kept('variable', name);
  if (found.value === null) {
    return { step: { kind: 'variable', name, action: 'update', notes: [`Becomes ${publicUrl}.`] }, work: value };
  }
  const notes = [`It says ${found.value.text}, this connector is ${publicUrl}.`];
  if (upgrade) return { step: { kind: 'variable', name, action: 'update', notes }, work: value };
  const remedy =
    'Make sure that no other connector works with this environment, then take the address over with `cosell crm upgrade`.';
  return unlike('variable', name, [...notes, remedy]);
}
