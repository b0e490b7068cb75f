import { PuppetService } from 'wechaty-puppet-service';

/**
 * Lets go of a gateway without ending the login there: the stock `stop` sends a Stop that logs the account out, so
 * every deployment would need a new scan. A class, the only one here, because wechaty calls `onStop` on its own object.
 */
export class DetachablePuppetService extends PuppetService {
  /** Really sends Stop: frees a gateway that still believes in a dead event stream, and restarts its account. */
  hard = false;

  override async onStop(): Promise<void> {
    type Client = { stop: (request: unknown, done: (error: null, response: unknown) => void) => void };
    // oxlint-disable-next-line no-underscore-dangle -- wechaty offers no public way to its client
    const client = (this as unknown as { _grpcManager?: { _client?: Client } })._grpcManager?._client;
    if (client !== undefined && !this.hard) client.stop = (_request, done) => done(null, {});
    await super.onStop();
  }

  /**
   * Keeps nothing on disk: the stock client writes everybody's names into the home folder, where nobody erases them,
   * and a look-up that overtakes the deletion of a name somebody gave up is answered with that name.
   */
  protected override hookPayloadStore(): void {}
}
