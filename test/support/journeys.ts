import { randomUUID } from 'node:crypto';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { afterAll, beforeAll, inject } from 'vitest';
import { unlessTaskFails } from '../../dev/journeys/failedTask.ts';
import { startJourneyWorkers } from '../../dev/journeys/journeyWorkers.ts';
import { type JourneyWorld, journeyWorld, type WorldOptions } from '../../dev/journeys/journeyWorld.ts';
import type { PersonActivities } from '../../src/activities/journeys/contract.ts';
import { journeyWorkflowId } from '../../src/domain/ids.ts';
import { type Duration, milliseconds } from '../../src/domain/journeys/duration.ts';
import type { Journey } from '../../src/domain/journeys/journey.ts';
import type { EndedStatus } from '../../src/domain/journeys/person.ts';
import { SEARCH_ATTRIBUTES } from '../../src/domain/searchAttributes.ts';
import { addSearchAttributes } from '../../src/temporal/searchAttributes.ts';
import './provided.ts';
import { bundleWorkflows } from './workflows.ts';

/** A person whom a test takes through a journey. */
export interface TestPerson extends JourneyWorld {
  readonly workflowId: string;
  /** Lets time pass. */
  passes(duration: Duration): Promise<void>;
  passesUntil(at: Date): Promise<void>;
  /** The person does something now; `isLost`: and the workflow isn't told. */
  does(name: string, properties?: Parameters<JourneyWorld['record']>[1]['properties'], isLost?: boolean): Promise<void>;
  /** How the journey ends, after however long. */
  ended(): Promise<EndedStatus>;
  signal(name: string, ...args: unknown[]): Promise<void>;
}

export interface JourneyTests {
  /** Somebody enters the journey. */
  enter(
    journey: Journey,
    options?: Pick<WorldOptions, 'profile' | 'event' | 'send' | 'savedMessages'>,
  ): Promise<TestPerson>;
  readonly env: () => TestWorkflowEnvironment;
}

/** A time-skipping server and a worker for the tests of one file. Nothing else is needed: the people are in memory. */
export function journeyTests({ workflowsPath }: { readonly workflowsPath?: string } = {}): JourneyTests {
  const taskQueue = `test-${randomUUID()}`;
  const worlds = new Map<string, JourneyWorld>();
  const of = (personId: string): PersonActivities => {
    const world = worlds.get(personId);
    if (!world) throw new Error(`no test has entered ${personId}`);
    return world.activities;
  };
  let env: TestWorkflowEnvironment;
  let stop: () => Promise<void>;

  beforeAll(async () => {
    Runtime.install({ logger: new DefaultLogger('ERROR') });
    env = await TestWorkflowEnvironment.createTimeSkipping({
      server: { executable: { type: 'existing-path', path: inject('timeSkippingServerPath') } },
    });
    await addSearchAttributes(env.connection.operatorService, 'default', SEARCH_ATTRIBUTES);
    stop = await startJourneyWorkers({
      connection: env.nativeConnection,
      taskQueue,
      workflowBundle: await bundleWorkflows(workflowsPath),
      activities: {
        journeyStep: (input) => of(input.personId).journeyStep(input),
        sendJourneySms: (input) => of(input.personId).sendJourneySms(input),
        leaveJourney: (input) => of(input.personId).leaveJourney(input),
      },
    });
  });
  afterAll(async () => {
    await stop();
    await env.teardown();
  });

  return {
    env: () => env,
    async enter(journey, options = {}) {
      const personId = randomUUID();
      const workflowId = journeyWorkflowId(journey.name, personId);
      const handle = env.client.workflow.getHandle(workflowId);
      const now = async (): Promise<Date> => new Date(await env.currentTimeMs());
      const world = journeyWorld({
        ...options,
        journey,
        personId,
        enteredAt: await now(),
        report: (watch) => handle.signal('journeyEvent', { watch }),
      });
      worlds.set(personId, world);
      await env.client.workflow.start('journeyWorkflow', { workflowId, taskQueue, args: [world.input] });
      return Object.assign(world, {
        workflowId,
        passes: (duration: Duration) => env.sleep(milliseconds(duration)),
        passesUntil: async (at: Date) => env.sleep(at.getTime() - (await env.currentTimeMs())),
        does: async (name: string, properties?: WorldOptions['event'], isLost?: boolean) =>
          await world.record(name, { properties, at: await now(), isLost }),
        ended: () => unlessTaskFails(handle, () => handle.result() as Promise<EndedStatus>),
        signal: (name: string, ...args: unknown[]) => handle.signal(name, ...args),
      });
    },
  };
}
