/** The co-sell solutions of the default world: published in Partner Center, listed in the CRM. */
export const SOLUTIONS = [
  { id: 'SOL-41877-KDT', name: 'Lakeshore Fabric Accelerator' },
  { id: 'SOL-52210-MQP', name: 'Lakeshore Copilot Readiness' },
  { id: 'SOL-60934-RWB', name: 'Lakeshore Security Watch' },
].map((solution) => ({ ...solution, publisherName: 'Lakeshore Data Works', solutionType: '3P' }));

/** The solution that the n-th deal is about. */
export function solutionOf(number: number): (typeof SOLUTIONS)[number] | undefined {
  return SOLUTIONS[number % SOLUTIONS.length];
}
