/** Ends the connection of a call: there is no answer, whether the call had its effect or not. */
export class DroppedConnection extends Error {
  override readonly name = 'DroppedConnection';

  constructor() {
    super('The connection was dropped.');
  }
}
