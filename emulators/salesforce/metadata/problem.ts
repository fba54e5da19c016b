/** Why the platform does not take a component; becomes one of the deployment's component failures. */
export class ComponentProblem extends Error {
  constructor(problem: string) {
    super(problem);
    this.name = 'ComponentProblem';
  }
}

const NAMESPACE = 'http://soap.sforce.com/2006/04/metadata';

export const invalidElement = (element: string, type: string) =>
  new ComponentProblem(`Element {${NAMESPACE}}${element} invalid at this location in type ${type}`);
export const requiredMissing = (element: string) => new ComponentProblem(`Required field is missing: ${element}`);
export const mustSpecify = (element: string, type: string) =>
  new ComponentProblem(`Must specify '${element}' for a CustomField of type ${type}`);
/** Something a component refers to does not exist. */
export const notFoundIn = (element: string, type: string, name: string) =>
  new ComponentProblem(`In field: ${element} - no ${type} named ${name} found`);
