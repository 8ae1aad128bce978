/** The build stopped; whoever caused it has already been told in detail on the terminal. */
export class BuildFailed extends Error {
  name = 'BuildFailed';
}
