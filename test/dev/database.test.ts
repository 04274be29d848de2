import { describe, expect, it } from 'vitest';
import { freshDatabase } from '../support/database.ts';

const first = freshDatabase();

describe('freshDatabase', () => {
  const second = freshDatabase();

  it('gives each caller a database that the other one cannot see', async () => {
    await first.db.collection('people').insertOne({ name: 'Ada' });

    expect(await first.db.collection('people').countDocuments()).toBe(1);
    expect(await second.db.collection('people').countDocuments()).toBe(0);
  });
});
